/** Folders above a path, from the first one down. */
export const foldersAbove = (path: string): readonly string[] => {
  const folders: string[] = [];
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) folders.push(path.slice(0, end));
  return folders;
};
