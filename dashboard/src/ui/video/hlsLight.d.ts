/** The build of hls.js without subtitles, other sound tracks and copy protection; the package types only the full one. */
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}
