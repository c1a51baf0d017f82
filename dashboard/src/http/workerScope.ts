/** Scope of the phone's service worker: the wall and the desk never meet it. */
export const workerScope = '/m';
