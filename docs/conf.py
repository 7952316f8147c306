"""How `make docs` makes pages of these files."""  # noqa: INP001  Sphinx reads it as a file, not as a module

project = "Policy Learning Helpdesk"
extensions = ["myst_parser"]
root_doc = "README"
source_suffix = {".md": "markdown"}
exclude_patterns = ["images"]
myst_heading_anchors = 3
html_theme = "alabaster"
html_theme_options = {
    "description": "The documentation",
    "page_width": "60rem",
    "show_powered_by": False,
    "extra_nav_links": {  # the index is a table, from which the theme makes no list of its own
        "All pages": "README.html",
        "For members": "members.html",
        "For experts": "experts.html",
        "For coordinators": "coordinators.html",
        "Running it": "running.html",
        "When things break": "when-things-break.html",
        "What is kept": "what-is-kept.html",
        "For developers": "developers.html",
    },
}
html_static_path = ["pages.css"]
html_css_files = ["pages.css"]
html_show_sphinx = False
# Files beside this folder are linked as the code host shows them; the index is a table, not a tree.
suppress_warnings = ["myst.xref_missing", "toc.not_included"]
