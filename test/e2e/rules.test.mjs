// The page of rules on a phone: one screen of subjects, a rule found by a word or by a link to it, everything on paper.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { PHONE, judge, startServer, stopBrowser, visitor } from './lib.mjs';

const RULES = '/41702210895000/rules', RULE = 'hearing.quorum';
const SCREENS_MOST = 8; // of subjects folded; unfolded it is more than fifty

let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await stopBrowser();
  await server.stop();
});

const shown = (page, key) => page.locator(`[id="${key}"]`).isVisible();

for (const javaScript of [true, false]) {
  test(`rules are folded, found and printed: ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
    const { page, faults } = await visitor({ viewport: PHONE, javaScript });
    await page.goto(`${server.base}/ky${RULES}`);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height < SCREENS_MOST * PHONE.height, `${height} px of rules`);
    assert.equal(await shown(page, RULE), false, 'subjects begin folded');
    await judge(page, `rules-${javaScript}`);

    await page.fill('main [name=words]', 'угуунун кворуму');
    await Promise.all([page.waitForNavigation(), page.locator('main form[role=search] button').click()]);
    assert.equal(await page.inputValue('main [name=words]'), 'угуунун кворуму');
    assert.equal(await shown(page, RULE), true, 'what was found is unfolded');
    await page.locator(`[id="${RULE}"] summary`).click();
    await page.locator(`[id="${RULE}"] a[href$="/rules/${RULE}"]`).first().waitFor({ state: 'visible' });
    await judge(page, `rules-found-${javaScript}`);

    await page.goto(`${server.base}/ru${RULES}?open=1`);
    const folded = await page.locator('main details:not([open])').count();
    assert.equal(folded, 0, 'the form to print is unfolded without a script');
    await judge(page, `rules-open-${javaScript}`);

    if (javaScript) {
      await page.goto(`${server.base}/ru${RULES}#${RULE}`);
      await page.locator(`[id="${RULE}"] a[href$="/rules/${RULE}"]`).first().waitFor({ state: 'visible' });
      await page.goto(`${server.base}/ru${RULES}`);
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      assert.equal(await page.locator('main details:not([open])').count(), 0, 'paper has everything');
    }
    assert.deepEqual(faults, []);
  });
}
