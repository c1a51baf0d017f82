/** LoRaWAN over both network servers: each uplink has the time of its network server and a key of its own. */
import { beginTelling, iso, within, wobble } from './telling.ts';

const leakEui = '24e124136d081175';
const roomEui = '24e124725d081176';
const application = '96b4d719-f23f-40aa-9f94-a0f2d0354342';

/** ChirpStack 4: water on the floor for four minutes, and a battery that runs low and is changed. */
export function chirpstack() {
  const { say, every, messages } = beginTelling(210);
  const infoOf = (devEui: string, deviceName: string, deviceProfileName: string) => ({
    tenantId: '84830715-69bb-4e77-be95-1062c8d47fbf',
    tenantName: 'ChirpStack',
    applicationId: application,
    applicationName: 'kitchens',
    deviceProfileId: '53fd0d70-6b05-48e3-ad81-ac44aca28b69',
    deviceProfileName,
    deviceName,
    devEui,
    deviceClassEnabled: 'CLASS_A',
    tags: {},
  });
  const topicOf = (devEui: string, event: string) =>
    `application/${application}/device/${devEui}/event/${event}`;
  const idOf = (device: number, n: number) =>
    `bc0012ff-a6d6-46a5-a70${device}-1195473${String(n).padStart(5, '0')}`;
  const uplink = (
    atS: number,
    n: number,
    { device, info, object }: { device: number; info: ReturnType<typeof infoOf>; object: object },
  ) =>
    say(atS, topicOf(info.devEui, 'up'), {
      deduplicationId: idOf(device, n),
      time: iso(atS - 0.3),
      deviceInfo: info,
      devAddr: '010a3fca',
      adr: true,
      dr: 2,
      fCnt: 300 + n,
      fPort: 85,
      confirmed: false,
      data: 'AXUBA2fxAARoiwd9EAU=',
      object,
      rxInfo: [
        {
          gatewayId: '24e124fffef5dccc',
          uplinkId: 33_000 + n,
          gwTime: iso(atS - 0.3),
          nsTime: iso(atS - 0.2),
          rssi: -60 - (n % 20),
          snr: 9,
          context: 'KHlJ5w==',
          crcStatus: 'CRC_OK',
        },
      ],
      txInfo: { frequency: 922_100_000, modulation: { lora: { bandwidth: 125_000, spreadingFactor: 10 } } },
      regionConfigId: 'cn470_10',
    });
  const leak = infoOf(leakEui, 'sink leak', 'EM300-ZLD');
  const room = infoOf(roomEui, 'cold room 2', 'EM320-TH');
  say(5, topicOf(leakEui, 'join'), {
    deduplicationId: idOf(0, 0),
    time: iso(4.8),
    deviceInfo: leak,
    devAddr: '010a3fca',
  });
  every({ fromS: 35, toS: 1290, everyS: 30 }, (atS, n) => {
    const object = {
      battery: within(atS, 480, 780) ? 12 : 92,
      leakage_status: within(atS, 400, 640) ? 'leak' : 'normal',
      temperature: wobble(21, n),
    };
    uplink(atS, n, { device: 1, info: leak, object });
  });
  every({ fromS: 72, toS: 1290, everyS: 60 }, (atS, n) =>
    uplink(atS, n, {
      device: 2,
      info: room,
      object: { battery: 88, temperature: wobble(3.2, n), humidity: wobble(69, n) },
    }),
  );
  say(700, topicOf(roomEui, 'status'), {
    deduplicationId: idOf(3, 0),
    time: iso(699.7),
    deviceInfo: room,
    margin: 10,
    externalPowerSource: false,
    batteryLevelUnavailable: false,
    batteryLevel: 87.4,
  });
  return messages();
}

/** The Things Stack 3: a cold room warms to 13 °C for six minutes; its battery is low meanwhile. */
export function thingsStack() {
  const { say, every, messages } = beginTelling(280);
  const device = 'cold-room-3';
  const session = 'AXBSH1Pk6Z0G166yYQ==';
  const envelope = (atS: number) => ({
    end_device_ids: {
      device_id: device,
      application_ids: { application_id: 'kitchens' },
      dev_eui: '0004A30B001C0530',
      join_eui: '800000000000000C',
      dev_addr: '00BCB929',
    },
    correlation_ids: [`as:up:01HFX6A4Q2ZJ${Math.round(atS)}`],
    received_at: iso(atS - 0.05),
  });
  say(6, `v3/kitchens@ttn/devices/${device}/join`, {
    ...envelope(6),
    join_accept: { session_key_id: session, received_at: iso(5.8) },
  });
  // Each uplink repeats what the battery was last; it is told once.
  const batteries = [
    { fromS: 0, value: 93 },
    { fromS: 480, value: 10 },
    { fromS: 840, value: 95 },
  ];
  every({ fromS: 45, toS: 1290, everyS: 30 }, (atS, n) => {
    const battery = batteries.findLast(({ fromS }) => atS >= fromS);
    say(atS, `v3/kitchens@ttn/devices/${device}/up`, {
      ...envelope(atS),
      uplink_message: {
        session_key_id: session,
        f_port: 85,
        ...(n > 0 && { f_cnt: n }),
        frm_payload: 'A2ciAARoiw==',
        decoded_payload: { temperature: within(atS, 300, 660) ? wobble(13, n) : wobble(3.4, n) },
        rx_metadata: [
          { gateway_ids: { gateway_id: 'roof-1', eui: '9C5C8E00001A05C4' }, rssi: -101, snr: 4.5 },
        ],
        settings: {
          data_rate: { lora: { bandwidth: 125_000, spreading_factor: 7 } },
          frequency: '868300000',
        },
        received_at: iso(atS - 0.2),
        consumed_airtime: '0.066816s',
        last_battery_percentage: {
          f_cnt: Math.floor((battery?.fromS ?? 0) / 30),
          value: battery?.value,
          received_at: iso(battery?.fromS ?? 0),
        },
      },
    });
  });
  return messages();
}
