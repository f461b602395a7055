"""Files that people hand in: which are taken, what of them is kept, and how they are given back.

A file is judged by its extension, its size and its content together: what calls itself a PDF must be one, and nothing
else besides. Documents are kept as they came, pictures without what is no picture. What is kept is stored under its
hash (`config.storage`) and given back only as a download.
"""

from agencies.uploads.fields import ManyFilesField, ManyFilesInput
from agencies.uploads.judging import KINDS, SCANS, FileKind, Handed, Upload, accepted, judge, names_of, take
from agencies.uploads.naming import clean_name, extension_of
from agencies.uploads.quota import check_quota, counts_towards_quota
from agencies.uploads.serving import download

__all__ = [
    "KINDS",
    "SCANS",
    "FileKind",
    "Handed",
    "ManyFilesField",
    "ManyFilesInput",
    "Upload",
    "accepted",
    "check_quota",
    "clean_name",
    "counts_towards_quota",
    "download",
    "extension_of",
    "judge",
    "names_of",
    "take",
]
