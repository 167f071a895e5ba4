"""The only plotting code: figures, tables, words, the workbook and the HTML page."""
