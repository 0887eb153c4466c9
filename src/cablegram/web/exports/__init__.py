"""Dossiers as files for people: one HTML file, Markdown, DOCX, PDF."""

from cablegram.web.exports.each import EXPORTS, Export, export_dossier, is_there

__all__ = ["EXPORTS", "Export", "export_dossier", "is_there"]
