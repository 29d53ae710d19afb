import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { installOnce } from './install-once.ts';

describe('installing a server', () => {
  let root: string;
  let versions: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'stack-install-'));
    versions = join(root, 'versions.txt');
    writeFileSync(versions, 'server 1');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const installed: string[] = [];
  beforeEach(() => void installed.splice(0));
  const install = (content: string) =>
    installOnce({ name: 'server', versions, root: join(root, 'install') }, async (folder) => {
      installed.push(content);
      mkdirSync(folder);
      writeFileSync(join(folder, 'program'), content);
    });
  const program = (folder: string) => readFileSync(join(folder, 'program'), 'utf8');

  it('is done once for each content of the file of versions', async () => {
    const first = await install('one');
    expect(await install('again')).toBe(first);
    writeFileSync(versions, 'server 2');
    const second = await install('two');

    expect(installed).toEqual(['one', 'two']);
    expect([program(first), program(second)]).toEqual(['one', 'two']);
  });

  it('leaves nothing that would be taken for a server when it fails', async () => {
    const failing = installOnce({ name: 'server', versions, root: join(root, 'install') }, async (folder) => {
      mkdirSync(folder);
      throw new Error('the network is away');
    });

    await expect(failing).rejects.toThrow('the network is away');
    expect(readdirSync(join(root, 'install'))).toEqual([]);
    expect(program(await install('later'))).toBe('later');
  });

  it('removes what a process left that ended while it installed, and nothing of one that lives', async () => {
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    const drafts = [gone, process.pid].map((pid) => join(root, 'install', `server-0.draft-${pid}-x`));
    for (const draft of drafts) mkdirSync(draft, { recursive: true });

    await install('one');

    expect(drafts.map((draft) => existsSync(draft))).toEqual([false, true]);
  });

  it('gives both of two at once the same whole folder', async () => {
    const folders = await Promise.all([install('a'), install('b')]);

    expect(folders[0]).toBe(folders[1]);
    expect(['a', 'b']).toContain(program(folders[0] as string));
    expect(readdirSync(join(root, 'install'))).toHaveLength(1);
  });
});
