/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";

import { inApp, intent, ios } from "./inapp.ts";

const android = "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

test("windows inside other apps are told from browsers", () => {
  for (const agent of [
    `${android} Instagram 330.0`, `${android} [FB_IAB/FB4A;FBAV/480.0]`, `${android} Snapchat/13.0`, `${android} WhatsApp/2.24`, `${android} Line/14.0`,
    android.replace("SM-S911B", "SM-S911B; wv"), `${android} Telegram-Android/11.0`, `${iphone} Mobile/15E148`, `${iphone} Mobile/15E148 Twitter for iPhone/10`,
  ]) assert.equal(inApp(agent, true), true, agent);
  for (const agent of [
    android, `${iphone} Version/17.5 Mobile/15E148 Safari/604.1`, `${iphone} CriOS/130.0 Mobile/15E148 Safari/604.1`,
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  ]) assert.equal(inApp(agent, true), false, agent);
});

test("a browser without a camera's programming is no place for a call", () => {
  assert.equal(inApp(android, false), true);
});

test("Android is handed the whole address", () => {
  assert.equal(
    intent("https://majlis.example/a/abc?x=1"),
    "intent://majlis.example/a/abc?x=1#Intent;scheme=https;action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end",
  );
  assert.equal(ios(iphone), true);
});
