/** Cameras that speak XML: somebody covers the lens, and later there is no picture for two minutes. */
import { beginTelling, local, within } from './telling.ts';

/** Hikvision's event notifications, as a bridge between HTTP and MQTT hands them on. */
export function hikvision() {
  const { say, every, messages } = beginTelling(560);
  const alert = (
    atS: number,
    type: string,
    { state, count }: { state: 'active' | 'inactive'; count: number },
  ) =>
    say(
      atS,
      'hikvision/nvr1/alert',
      `<?xml version="1.0" encoding="UTF-8"?>
<EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
<ipAddress>192.168.1.64</ipAddress>
<portNo>80</portNo>
<protocol>HTTP</protocol>
<macAddress>c0:56:e3:00:00:01</macAddress>
<channelID>2</channelID>
<dateTime>${local(atS - 0.4)}</dateTime>
<activePostCount>${count}</activePostCount>
<eventType>${type}</eventType>
<eventState>${state}</eventState>
<eventDescription>${type} alarm</eventDescription>
<channelName>备餐间</channelName>
</EventNotificationAlert>
`,
    );
  every({ fromS: 38, toS: 1290, everyS: 30 }, (atS) => {
    if (!within(atS, 950, 1080)) alert(atS, 'videoloss', { state: 'inactive', count: 0 });
  });
  every({ fromS: 421, toS: 481, everyS: 6 }, (atS, n) =>
    alert(atS, 'shelteralarm', { state: 'active', count: n + 1 }),
  );
  alert(483, 'shelteralarm', { state: 'inactive', count: 0 });
  every({ fromS: 953, toS: 1070, everyS: 20 }, (atS, n) =>
    alert(atS, 'videoloss', { state: 'active', count: n + 1 }),
  );
  return messages();
}

/** GB/T 28181, as a platform hands it on. Times of alarms have no zone, so those of receipt count. */
export function gb28181() {
  const { say, every, messages } = beginTelling(630);
  const camera = '34020000001320000001';
  const platform = '34020000002000000001';
  const catalogue = (atS: number, inner: string) =>
    say(
      atS,
      'gb28181/district/catalog',
      `<?xml version="1.0"?><Response><CmdType>Catalog</CmdType><SN>${17_000 + Math.round(atS)}</SN><DeviceID>${platform}</DeviceID><SumNum>1</SumNum><DeviceList Num="1"><Item><DeviceID>${camera}</DeviceID><Name>备餐间</Name><Manufacturer>Hikvision</Manufacturer><Model>DS-2CD</Model><ParentID>${platform}</ParentID>${inner}</Item></DeviceList></Response>`,
    );
  for (const atS of [3, 33]) catalogue(atS, '<Status>ON</Status>');
  every({ fromS: 44, toS: 1290, everyS: 60 }, (atS, n) => {
    const failed = within(atS, 950, 1070) ? `<Info><DeviceID>${camera}</DeviceID></Info>` : '';
    say(
      atS,
      'gb28181/district/keepalive',
      `<?xml version="1.0"?><Notify><CmdType>Keepalive</CmdType><SN>${n}</SN><DeviceID>${platform}</DeviceID><Status>OK</Status>${failed}</Notify>`,
    );
  });
  every({ fromS: 422, toS: 512, everyS: 15 }, (atS, n) =>
    say(
      atS,
      'gb28181/district/alarm',
      `<?xml version="1.0" encoding="GB2312"?>
<Notify>
<CmdType>Alarm</CmdType>
<SN>${900 + n}</SN>
<DeviceID>${camera}</DeviceID>
<AlarmPriority>4</AlarmPriority>
<AlarmMethod>5</AlarmMethod>
<AlarmTime>${local(atS - 0.6).slice(0, 19)}</AlarmTime>
<Info><AlarmType>13</AlarmType></Info>
</Notify>
`,
    ),
  );
  for (const atS of [1081, 1085]) catalogue(atS, '<Status>ON</Status>');
  return messages();
}
