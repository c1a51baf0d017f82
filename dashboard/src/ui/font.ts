/** The letters of wall, desk and office, loaded apart. */
import '@fontsource-variable/noto-sans-sc';
