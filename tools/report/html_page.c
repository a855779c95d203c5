#include "tools/report/html_page.h"

/* Light or dark as the reader's system prefers; black on white on paper. Sizes that matter on a
 * phone are in rem; charts are drawn in a phone's pixels. */
static const char style[] =
	":root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--fg:#1c1f23;--dim:#626a73;"
	"--line:#dfe2e5;--bar:#3d6fa5;--calm:#7fa58a;--bad:#b3402e;--k0:#3d6fa5;--k1:#a1672a;"
	"--k2:#5b8a57;--k3:#7d5aa0;--k4:#a04a63;--k5:#4b868c}\n"
	"@media(prefers-color-scheme:dark){:root{--bg:#15181b;--card:#1c2024;--fg:#e3e6e8;"
	"--dim:#98a1aa;--line:#31373d;--bar:#6ba0d8;--calm:#78a886;--bad:#e8806c;--k0:#6ba0d8;"
	"--k1:#d39a5c;--k2:#86bb81;--k3:#b08fd2;--k4:#d77f99;--k5:#74b3b9}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,"
	"-apple-system,\"Segoe UI\",\"DejaVu "
	"Sans\",sans-serif;font-variant-numeric:tabular-nums}\n"
	"main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem 3rem}\n"
	"header p{margin:0;color:var(--dim)}\n"
	"header .kind{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}\n"
	"h1{font-size:1.6rem;line-height:1.25;margin:.1rem 0 .2rem;overflow-wrap:anywhere}\n"
	"h2{font-size:1.1rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;"
	"border-bottom:1px solid var(--line)}\n"
	"h3{font-size:.95rem;margin:0}\n"
	".about{margin:.1rem 0 .4rem;color:var(--dim);font-size:.85rem}\n"
	".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:."
	"6rem;"
	"margin-top:1.2rem;padding:0}\n"
	".tile{background:var(--card);border:1px solid var(--line);border-radius:.4rem;"
	"padding:.5rem .7rem}\n"
	".tile dt{font-size:.78rem;color:var(--dim)}\n"
	".tile dd{margin:0;font-size:1.25rem;font-weight:600;white-space:nowrap}\n"
	".tile.bad dd{color:var(--bad)}\n"
	".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr))"
	";"
	"gap:.8rem}\n"
	".card{background:var(--card);border:1px solid var(--line);border-radius:.4rem;"
	"padding:.7rem .8rem;break-inside:avoid;min-width:0}\n"
	".pair{display:grid;gap:1rem;align-items:start}.pair>*{min-width:0}"
	".pair>.card{max-width:30rem;width:100%}"
	"@media(min-width:56rem){.pair.two{grid-template-columns:minmax(0,1fr) 24rem}}\n"
	"svg{display:block;width:100%;height:auto}\n"
	"svg.narrow{display:none}\n"
	"@media(max-width:40rem){svg.wide{display:none}svg.narrow{display:block}"
	"main{padding:1rem .8rem 2rem}}\n"
	"svg text{font-size:11px;fill:var(--fg)}\n"
	"svg .tick{fill:var(--dim);font-size:10.5px}\n"
	"svg .head{font-weight:600}\n"
	"svg .grid{stroke:var(--line);stroke-width:.7}\n"
	"svg .axis{stroke:var(--dim);stroke-width:1}\n"
	"svg .bar{fill:var(--bar)}svg .calm{fill:var(--calm)}\n"
	"svg .mark{stroke:var(--fg);stroke-width:.9;stroke-dasharray:3 2}\n"
	"svg line.incident{stroke:var(--bad);stroke-width:1.2}\n"
	"svg text.incident{fill:var(--bad);font-weight:700}\n"
	"svg .curve{fill:none;stroke-width:1.8;stroke-linejoin:round}\n"
	"svg path.k0{stroke:var(--k0)}svg path.k1{stroke:var(--k1)}svg "
	"path.k2{stroke:var(--k2)}"
	"svg path.k3{stroke:var(--k3)}svg path.k4{stroke:var(--k4)}svg "
	"path.k5{stroke:var(--k5)}\n"
	"svg text.k0{fill:var(--k0)}svg text.k1{fill:var(--k1)}svg text.k2{fill:var(--k2)}"
	"svg text.k3{fill:var(--k3)}svg text.k4{fill:var(--k4)}svg text.k5{fill:var(--k5)}\n"
	".scroll{overflow-x:auto}\n"
	"table{border-collapse:collapse;font-size:.86rem;width:100%}\n"
	"th,td{padding:.28rem .55rem;text-align:left;vertical-align:top;"
	"border-bottom:1px solid var(--line)}\n"
	"th{font-weight:600}thead th{color:var(--dim);font-weight:500;white-space:nowrap}\n"
	"tbody th{font-weight:500}\n"
	"table:not(.facts) tbody th:first-child{white-space:pre}\n"
	".n{text-align:right;white-space:nowrap}\n"
	"table:not(.facts) tr>:first-child{position:sticky;left:0;background:var(--bg)}\n"
	".card table:not(.facts) tr>:first-child{background:var(--card)}\n"
	".facts th{color:var(--dim);width:9rem;padding-left:0}.card .facts th{width:6.5rem}\n"
	".facts td{overflow-wrap:anywhere}\n"
	".facts tr:last-child>*{border-bottom:0}\n"
	"footer{margin-top:2.5rem;color:var(--dim);font-size:.82rem}\n"
	"@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--fg:#000;--dim:#444;"
	"--line:#bbb;--bar:#3d6fa5;--calm:#7fa58a;--bad:#a02f1d;--k0:#3d6fa5;--k1:#a1672a;"
	"--k2:#5b8a57;--k3:#7d5aa0;--k4:#a04a63;--k5:#4b868c}body{font-size:9.5pt}"
	"main{max-width:none;padding:0}h2{break-after:avoid}tr,.tile{break-inside:avoid}"
	".scroll{overflow:visible}table{font-size:7.6pt}th,td{padding:.15rem .3rem}"
	".cards{grid-template-columns:1fr 1fr}.pair.two{grid-template-columns:"
	"minmax(0,1fr) "
	"16rem}.pair>.card{max-width:20rem}.tiles{grid-template-columns:repeat(4,1fr)}"
	"svg.wide{display:block}svg.narrow{display:none}"
	"*{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:14mm}}\n";

void
zcjitter_page_begin(FILE *out, const char *kind, const char *title, const char *under)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n<title>",
		out);
	zcjitter_html_text(title, out);
	fprintf(out,
		"</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<header>\n"
		"<p class=\"kind\">%s</p>\n<h1>",
		style, kind);
	zcjitter_html_text(title, out);
	fputs("</h1>\n<p>", out);
	zcjitter_html_text(under, out);
	fputs("</p>\n</header>\n", out);
}

void
zcjitter_page_end(FILE *out)
{
	fputs("<footer><p>Times are measured by zcaudiod's own engine. Quantiles are exact: the "
	      "value that the named share of wake-ups did not exceed.</p></footer>\n"
	      "</main>\n</body>\n</html>\n",
		out);
}

void
zcjitter_page_table(struct zcjitter_table *t, FILE *out)
{
	if (zcjitter_table_rows(t)) {
		fputs("<section>\n<h2>", out);
		zcjitter_html_text(t->title, out);
		fputs("</h2>\n", out);
		zcjitter_table_html(t, out);
		fputs("</section>\n", out);
	}
	zcjitter_table_free(t);
}

void
zcjitter_page_tile(FILE *out, const char *style_class, const char *name, const char *value)
{
	fprintf(out, "<div class=\"tile %s\"><dt>", style_class);
	zcjitter_html_text(name, out);
	fputs("</dt><dd>", out);
	zcjitter_html_text(value, out);
	fputs("</dd></div>\n", out);
}
