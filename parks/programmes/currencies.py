"""Currencies by their three letters (ISO 4217), and amounts as people read them. Pure."""

from decimal import Decimal

# Offered where one is typed; any other three letters are taken too.
COMMON = {
    "EUR": "euro",
    "USD": "US dollar",
    "GBP": "pound sterling",
    "CHF": "Swiss franc",
    "AED": "UAE dirham",
    "ARS": "Argentine peso",
    "AUD": "Australian dollar",
    "BRL": "Brazilian real",
    "CAD": "Canadian dollar",
    "CLP": "Chilean peso",
    "CNY": "yuan renminbi",
    "COP": "Colombian peso",
    "CZK": "Czech koruna",
    "DKK": "Danish krone",
    "EGP": "Egyptian pound",
    "HKD": "Hong Kong dollar",
    "HUF": "forint",
    "IDR": "rupiah",
    "ILS": "new shekel",
    "INR": "Indian rupee",
    "ISK": "Iceland krona",
    "JPY": "yen",
    "KES": "Kenyan shilling",
    "KRW": "won",
    "KZT": "tenge",
    "MAD": "Moroccan dirham",
    "MXN": "Mexican peso",
    "MYR": "ringgit",
    "NOK": "Norwegian krone",
    "NZD": "New Zealand dollar",
    "PEN": "sol",
    "PLN": "zloty",
    "RON": "Romanian leu",
    "RSD": "Serbian dinar",
    "RUB": "Russian rouble",
    "SAR": "Saudi riyal",
    "SEK": "Swedish krona",
    "SGD": "Singapore dollar",
    "THB": "baht",
    "TND": "Tunisian dinar",
    "TRY": "Turkish lira",
    "TWD": "Taiwan dollar",
    "UAH": "hryvnia",
    "VND": "dong",
    "XOF": "West African franc",
    "ZAR": "rand",
}
SIGNS = {"EUR": "€", "GBP": "£", "USD": "US$"}


def amount_said(amount: Decimal | int, currency: str) -> str:
    """ "€ 120", "€ 38.50", "BRL 1,200": whole units without decimals. The blank between does not break."""
    figure = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    return f"{SIGNS.get(currency, currency)}\u00a0{figure}"
