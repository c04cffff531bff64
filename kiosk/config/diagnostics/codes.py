"""What can be wrong with a file that a person wrote: a code each, with its English line.

A code stands in a `Problem` (problems.py) beside the values that its line quotes between { }. The Vietnamese line is in
vietnamese.py, and the form (scripts/form) says the same ones: whoever adds a code adds both lines, and the case that
raises it, as tests/config/test_diagnostics.py asks. A line says what is allowed, or what to do; it never quotes a line
of the file. No logic here.
"""

from enum import Enum, unique


@unique
class Code(Enum):
    # the file as text (toml_text.py)
    TOO_LARGE = "{size} bytes is no {name}"
    NOT_UTF8 = "not UTF-8: in Notepad choose 'Save as', encoding UTF-8"
    NOT_UTF8_CSV = "not UTF-8: in Excel choose 'Save as', file type 'CSV UTF-8 (Comma delimited)'"
    NUL = "a NUL character: the file is damaged, write it again"
    MISNAMED = "not found, but {found} is there: rename it to {name} (Windows hides the last ending)"
    UNREADABLE = "cannot be read: {reason}"
    CURLY_QUOTE = 'curly quote {quote}: type straight quotes, "…", as Notepad\'s keyboard gives them'
    # the text as TOML (toml_text.py)
    KEY_TWICE = "this option stands above already: keep one line"
    TABLE_TWICE = "this [table] stands above already: keep one"
    OPEN_TEXT = 'the " at the end of the text is missing'
    BACKSLASH = 'a \\ between " and " is written \\\\'
    NO_VALUE = 'no value: text stands in quotes, "…"; numbers, true and false do not'
    NO_EQUALS = "the = behind the option's name is missing, or the name has a letter that names do not have"
    NO_STATEMENT = "a line is [table], or option = value, or a remark behind #"
    TWO_ON_A_LINE = "something stands behind the value: one option a line"
    OPEN_TABLE = "the ] at the end of the table's name is missing"
    OPEN_LIST = "the ] at the end of the list is missing"
    NOT_TOML = "not written as TOML has it: compare this line with the same one of the sample"
    # tables and options (load.py)
    NO_SECRETS_FILE = "the file that it names cannot be read: {reason}"
    SECRETS_ONLY = "a secrets file holds {known} only"
    NOT_SECRET = "not a secret: it belongs in kiosk.toml; here only {known}"
    OFFICER_NOT_SECRET = "not a secret: only id and pin of an officer stand here"
    NO_SUCH_OFFICER = "no officer of this id in kiosk.toml"
    GIVE = "must be given, for example {example}"
    ELSEWHERE = "unknown here; it belongs to {place}"
    AT_THE_TOP = "unknown here; it stands at the top of the file, before the first [table]"
    UNKNOWN = "unknown option; the nearest is {nearest}"
    BOTH_NAMES = "the old name of {name}, which is there too: keep one of them"
    TABLE = "must be a table: write [{table}] on a line of its own"
    TABLES = "must be [[{table}]] tables"
    TEXT = "must be text in quotes, not {value}"
    INTEGER = "must be a whole number, not {value}"
    SWITCH = "must be true or false, not {value}"
    TEXTS = 'must be a list of texts in quotes, like ["A", "B"]'
    INTEGERS = "must be a list of whole numbers, like [1, 2]"
    ENTRIES = "must be {low} to {high} entries, not {size}"
    CHARACTERS = "must be {low} to {high} characters, not {size}"
    BOUNDS = "must be {low} to {high}, not {value}"
    ONE_OF = "must be one of {known}, not {value}"
    CONTROL_CHARACTER = "holds a control character, {value}: delete it and type it again"
    # what options must be to each other (checks/agreement.py)
    TWICE = "{value} stands there twice"
    AGENCY = "{value} is no agency code like 000.08.92.H55 or H55.92.08"
    KIOSK_ID = "{value}: only a-z, 0-9 and - may stand in it, and no - first"
    LETTER = "must be one capital letter A to Z, not {value}"
    NOT_SERVED = "no counter serves {value}: put it into a counter's services"
    RESULTS_TWICE = "one service hands out the results: true stands at another one already"
    NO_SUCH_SERVICE = "there is no service {value}; there are {known}"
    SERVICE_TWICE = "names a service twice"
    OFFICER_ID = "{value}: only letters a-z, digits and . _ - may stand in it"
    NOT_A_HASH = "must be a hash, never the PIN itself: make one with kiosk check --hash-pin"
    DEMO_ON_REAL = "the demo's PINs are for simulated hardware only: set it to false"
    WEAK_SALT = "shorter than {least} letters it can be guessed, so it is not used: this kiosk's own random one is"
    HASH_BOUNDS = (
        "is a hash of another kind: n 16384 or 32768, r 8, p 1 to 4, 16 bytes of salt, 32 of hash; make another"
    )
    PIN_WORST = "is the hash of one of the PINs that everybody tries first: it opens nothing, choose another"
    PIN_MISSING = "has no PIN: nobody signs in here; make one with kiosk check --hash-pin"
    PIN_OLDER = "is a PIN of an older version, perhaps of fewer than {least} digits: give a new one before {until}"
    PIN_UNSEALED = "whoever reads this file can find the PIN by trying; it is sealed at a start of the kiosk"
    PIN_FOREIGN = "was sealed by another card's key and opens nothing: kiosk identity restore, or a new PIN"
    PIN_TAKEN = "GPIO {pin} is already the pin of {name}"
    LAMP_TAKEN = "GPIO {pin} is already the lamp of {name}"
    NO_SUCH_COUNTER = "there is no counter {number}"
    DOES = "{value} is nothing a button can do; it can do {known}"
    VOLUME = "must be per cent, 0 to 100, or from a time of day on, 11:30 40, not {value}"
    SPAN = "must be HH:MM-HH:MM, the earlier first, or empty, not {value}"
    AFTERNOON = "begins before the morning ends"
    DAYS = "must be numbers 1 (Monday) to 7 (Sunday)"
    DATE = "{value} is no date like 2026-09-02"
    VIDEO = "must be empty or as the kernel's video=, like HDMI-A-1:1920x1080@60D, not {value}"
    CONNECTOR = "must be empty or a socket as /sys/class/drm has it, like HDMI-A-1, not {value}"
    BOARD_OUTPUT = "{value} is the kiosk's own panel (hardware.connector): the board needs another socket"
    TOUCH_MATRIX = "must be empty or six numbers like 1 0 0 0 1 0, not {value}"
    WIRES = "simulated hardware needs the folder of the cabinet's wires"
    WIRES_ON_REAL = 'only for simulated hardware: remove it, or set kind = "simulated"'
    PRINT_MODE = "{value} is for a printer whose page somebody looked at: run kiosk doctor, or use raster"
    PRINTER_PATH = "a {kind} printer needs its device"
    USB_PRINTER = "a usb printer needs vendor and product: see lsusb"
    SCANNER_KIND = 'what lies under /dev/input is a keyboard scanner: set kind = "keyboard"'
    SCANNER_NAME = "must be its name under /dev/input/by-id, which no other keyboard has, not {value}: run kiosk doctor"
    KEYPAD_KIND = 'what lies under /dev/input is a USB keypad: set kind = "evdev"'
    KEYPAD_NAME = "must be the keypad's name under /dev/input/by-path, or its serial line, not {value}"
    KEYPAD_KEY = "{value} is no key of a keypad; there are {known}, and on a serial line any byte or short word"
    KEY_TAKEN = "this key does {name} already"
    PATH_TAKEN = "this device is {name} already"
    NETWORK_PRINTER = "must be the printer's address in the office's own network, like 192.168.1.60, not {value}"
    FLOW = 'only for a serial printer, not {kind}: remove it, or write "none"'
    DOTS = "must be 0, or a multiple of 16 from {low} to {high} on this paper, not {value}"
    FULL_CUT = 'only with cut = "gs-v": {value} has one kind of cut'
    BROKER_URL = "must be mqtt://host:port or mqtts://host:port, or empty"
    CITY_KEY = "must be 64 letters of 0-9 and a-f, or empty, not {value}"
    OTHERS_WITHOUT_URL = "needs broker.url, which is tried first"
    CERTIFICATE_AND_KEY = "broker.certificate and broker.key go together"
    FILE_MISSING = "{file} is not there"
    FILE_UNREADABLE = "the courier cannot read {file}: {why}"
    NO_CERTIFICATE = "{file} holds no certificate in PEM, or a piece of one"
    NO_PRIVATE_KEY = "{file} holds no private key in PEM, or one with a passphrase"
    CERTIFICATE_EXPIRED = "{file} was valid until {until}"
    NOT_FOR_CLIENTS = "{file} is a certificate for servers (it lacks clientAuth): the broker would refuse the kiosk"
    KEY_OF_ANOTHER = "{file} is not the key of broker.certificate"
    ENROL_URL = "must be https://host or https://host:port, or empty"
    ENROL_PIN = "must be given with broker.enrol_url: kiosk-city ca code says it"
    ENROL_ALONE = "remove it, and broker.key: the city gives both (broker.enrol_url)"
    ENROL_MQTTS = "needs mqtts:// in broker.url and broker.others: a certificate is of use by TLS only"
    CITY_KEY_UNUSED = 'needs ack = "city": the broker signs nothing'
    WIFI_LENGTH = "is longer than 32 bytes: a letter with a mark counts two or three"
    WIFI_PASSWORD = "must be 8 to 63 letters without marks, as Wi-Fi (WPA) has it"
    WIFI_NAME = "must be given: there is a wifi_password"
    ADDRESS_NET = "must be an address with its net like 192.168.1.50/24, not {value}"
    ADDRESS = "must be an address like 192.168.1.1, not {value}"
    WITH_ADDRESS = "only with network.address: without it the network gives both"
    TIME_SERVER = "{value} is no server's name or address"
    LIST_IS_SETTINGS = "is a settings file, not a list of procedures: name the CSV file"
    # the list of procedures (procedures.py)
    PROCEDURES = "must hold 1 to {most} procedures, not {size}"
    NO_ROWS = "holds nothing; the first row must name the columns {columns}"
    NO_TABLE = 'no table from here on: is a quote " opened and not closed?'
    NO_COLUMN = "{value} stands under no column"
    UNKNOWN_COLUMN = "unknown column; the nearest is {nearest}"
    COLUMN_MISSING = "this column must be there: {what}"
    COLUMN_TWICE = "this column stands there twice"
    CELL_EMPTY = "must be given: {what}"
    COLUMN_CODE = "the procedure's code"
    COLUMN_NAME = "its name"
    COLUMN_FIELD = "its lĩnh vực"
    COLUMN_DOCUMENTS = "what to bring, one a line"
    STRANGE_LETTER = "the kiosk has no letter {value} (U+{point})"
    LETTERS = "must be at most {most} letters, not {size}"
    LINES = "must be at most {most} lines, not {size}"
    LINE_LETTERS = "a line of {size} letters, at most {most}: {value}"
    EXCEL_NUMBER = "{value}: Excel took it for a number and dropped zeros; format the column as Text"
    CODE_LETTERS = "{value}: only a-z, A-Z, 0-9, . and - may stand in it"
    CODE_TAKEN = "{value} stands in row {other} already"
    FIELD_SPELLED = "{value} is written {first} in row {other}"
    WORKING_DAYS = "must be a whole number 0 (the same day) to {most}, or empty, not {value}"
    NO_SERVICE = "give a letter, or put {value} into the fields of a [[services]]"
    # kiosk check --hash-pin (check_command.py)
    PIN_DIGITS = "a PIN is {least} to {most} digits"
    PIN_GUESSABLE = "is among the first that anybody tries: no row, no repetition, no date, no year"
    PIN_AGAIN = "these were two different PINs: once more"
