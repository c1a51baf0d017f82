import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ListOrNone } from './ListOrNone.tsx';

it('[DE12] where nothing departs from the week it says so, and draws no empty list', () => {
  const drawn = (items: readonly string[]) =>
    renderToStaticMarkup(
      <ListOrNone none="nobody">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ListOrNone>,
    );
  expect(drawn([])).toBe('<p class="office-none">nobody</p>');
  expect(drawn(['anna'])).toBe('<ul class="office-list"><li>anna</li></ul>');
});
