from config.persian.digits import in_persian, localise_digits, to_latin, to_persian

THREE_SCRIPTS = "0123456789 ۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩"
OTHER_SCRIPTS = "१२३ １２３ ²"


def test_to_latin_of_three_scripts():
    assert to_latin(THREE_SCRIPTS) == "0123456789 0123456789 0123456789"


def test_to_persian_of_three_scripts():
    assert to_persian(THREE_SCRIPTS) == "۰۱۲۳۴۵۶۷۸۹ ۰۱۲۳۴۵۶۷۸۹ ۰۱۲۳۴۵۶۷۸۹"


def test_digits_of_other_scripts_are_left_alone():
    assert (to_latin(OTHER_SCRIPTS), to_persian(OTHER_SCRIPTS)) == (OTHER_SCRIPTS, OTHER_SCRIPTS)


def test_localise_digits_in_persian(persian):
    assert (in_persian(), localise_digits("A-12")) == (True, "A-۱۲")


def test_localise_digits_in_english(english):
    assert (in_persian(), localise_digits("A-12")) == (False, "A-12")
