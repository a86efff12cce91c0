// The pages that anybody may open, in both languages, on a narrow telephone and on a
// desk: they fit, they are accessible, and the browser has nothing to complain of.
import { accessible, fits, journey, ok, picture, type Lang } from "./harness.ts";

const pages: ReadonlyArray<readonly [name: string, path: string]> = [
  ["home", ""],
  ["sign-in", "/sign-in"],
  ["staff-sign-in", "/staff/sign-in"],
  ["centres", "/centres"],
  ["help", "/help"],
  ["privacy", "/privacy"],
  ["track", "/track"],
];

void journey("the public pages", async (j) => {
  for (const lang of ["ar", "en"] as const satisfies readonly Lang[]) {
    for (const width of [320, 1280]) {
      const visitor = await j.person(`visitor-${lang}-${width}`, { lang, width });
      for (const [name, path] of pages) {
        await j.step(`${name} in ${lang} at ${width}`, async () => {
          const response = await visitor.page.goto(`/${lang}${path}`);
          ok(response !== null && response.status() === 200, `${path} answers ${response?.status()}`);
          await fits(visitor);
          await accessible(visitor);
          await picture(visitor, name);
        });
      }
      await visitor.context.close();
    }
  }
});
