/** Whether a device is there, by shape. */
export const healthMarks = { online: '●', offline: '✕', unknown: '○' } as const;
