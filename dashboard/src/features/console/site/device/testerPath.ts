/** Where a packet can be tried: the tester, with topic and payload filled in. */
export function testerPath({ topic, payloadBase64 }: { topic: string; payloadBase64: string }): string {
  return `/office/mapping?${new URLSearchParams({ topic, payload: payloadBase64 })}`;
}
