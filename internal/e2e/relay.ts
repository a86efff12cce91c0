// A network that lets little pass: a citizen tests the connection and goes through a whole audience with nothing but
// the relay, over UDP or, in a browser that is not allowed UDP, over TCP.
import { accessible, equal, fits, journey, ok, picture, see, setting, type Journey, type Person } from "./harness.ts";
import { admitFirst, hearsSomebody, keepConnections, open, openSession, seesSomebody } from "./people.ts";

/** The way of the newest peer connection, by the browser's own statistics: kind, and protocol to the relay or the server. */
async function way(who: Person): Promise<string> {
  return who.page.evaluate(async () => {
    const connections = (globalThis as unknown as { connections: RTCPeerConnection[] }).connections;
    const report = await connections.at(-1)?.getStats();
    const entries = [...(report?.values() ?? [])] as Record<string, unknown>[];
    const transport = entries.find((entry) => entry["type"] === "transport");
    const pair = entries.find((entry) => entry["id"] === transport?.["selectedCandidatePairId"]);
    const local = entries.find((entry) => entry["id"] === pair?.["localCandidateId"]);
    return local?.["candidateType"] === "relay" ? `relay/${String(local["relayProtocol"])}` : String(local?.["protocol"]);
  });
}

/** How the result of a device check names each way. */
const names: Readonly<Record<string, string>> = { udp: "direct (UDP)", tcp: "direct over TCP", relay: "through the relay" };

async function check(who: Person, address: string, way: string): Promise<void> {
  await open(who, address);
  await who.page.locator("#check-start button").click();
  await see(who.page.locator('#device-path[data-state="passed"], #device-path[data-state="warned"]'));
  await who.page.locator("#heard-yes").click();
  await see(who.page.locator("#check-last .notice"));
  const told = await who.page.locator("#check-last").innerText();
  ok(told.includes(names[way] ?? way), `${address} is said to be another way than ${way}: ${told}`);
}

async function citizens(j: Journey): Promise<Person> {
  const citizen = await j.person("citizen", { lang: "en", width: 360, expected: /WebSocket|net::ERR/ });
  await citizen.context.addInitScript(keepConnections);
  await open(citizen, "/demo");
  await citizen.page.goto((await citizen.page.locator('a[href*="/a/"]').first().getAttribute("href")) ?? "");
  return citizen;
}

void journey("the way around", async (j) => {
  const direct = setting("MAJLIS_DIRECT");
  const relayed = setting("MAJLIS_RELAYED");
  const citizen = await citizens(j);
  const aide = await j.person("aide", { lang: "en", width: 1280, height: 800, expected: /WebSocket|net::ERR/ });

  await j.step(`the usual way is ${direct}`, () => check(citizen, "/appointment/check", direct));

  if (direct === "udp") {
    await j.step("media goes over TCP to somebody who knows no other way to the server", async () => {
      await citizen.page.addInitScript(() => {
        const usual = RTCPeerConnection.prototype.setRemoteDescription as (description: RTCSessionDescriptionInit) => Promise<void>;
        RTCPeerConnection.prototype.setRemoteDescription = function (this: RTCPeerConnection, description: RTCSessionDescriptionInit): Promise<void> {
          const blocked = location.search.includes("blocked") ? (description.sdp ?? "").replace(/^a=candidate:\S+ \d udp .*\r\n/gm, "") : description.sdp ?? "";
          return usual.call(this, { type: description.type, sdp: blocked });
        };
      });
      await check(citizen, "/appointment/check?blocked", "tcp");
    });
  }

  await j.step("the way around is the relay, and is said to be", async () => {
    await check(citizen, "/appointment/check?way=relay", "relay");
    await see(citizen.page.locator("#check-other-way a"));
    await accessible(citizen);
    await fits(citizen);
    await picture(citizen, `check-relay-${direct}`);
    await citizen.page.locator("#check-last .actions a").click();
    await citizen.page.waitForURL(/appointment(\?|$)/);
  });

  await j.step("the office sees how", async () => {
    await openSession(aide, setting("MAJLIS_PASSWORD"));
  });

  await j.step("an audience through the relay alone: both see and hear", async () => {
    await citizen.page.goto("/en/appointment/call");
    const enter = citizen.page.locator("#call-enter, #view-enter button");
    if (await enter.first().isVisible().catch(() => false)) await enter.first().click();
    await see(citizen.page.locator("#view-waiting"));
    await admitFirst(aide);
    await see(citizen.page.locator("#view-stage"));
    await seesSomebody(citizen);
    await seesSomebody(aide);
    await hearsSomebody(citizen);
    await hearsSomebody(aide);
    equal(await way(citizen), relayed, "the way of the call");
  });

  await j.step("a restart of ICE stays on the relay, with a fresh credential", async () => {
    await citizen.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await citizen.page.waitForTimeout(3000);
    await seesSomebody(aide);
    const now = await way(citizen);
    ok(now === relayed, `the way after the restart is ${now}`);
    await picture(aide, `relay-${direct}`);
  });
});
