/* The style and the script of visitors' pages, from pass.css and pass.js. */
#ifndef GH_SERVER_API_PASS_ASSETS_H
#define GH_SERVER_API_PASS_ASSETS_H

/* The style, the script of the pass page, that of the page for feedback, and the style of the card. */
extern const char *const pass_assets[];

#endif
