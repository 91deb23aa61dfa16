"""What people write for the currency beside an amount."""

from __future__ import annotations

CODES = frozenset(
    "USD EUR GBP JPY CHF CNY RMB INR KRW AUD CAD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN BRL MXN ARS CLP COP PEN UYU "
    "ZAR TRY RUB UAH SGD HKD TWD THB IDR MYR PHP VND AED SAR QAR ILS EGP MAD TND NGN KES GHS PKR BDT LKR KWD BHD OMR "
    "JOD ETB ZMW UGX TZS RWF XAF XOF NPR KZT RSD GEL DOP JMD TTD CRC GTQ PYG".split()
)
"""Three letters."""
SIGNS = frozenset(
    "US$ A$ C$ CA$ AU$ NZ$ HK$ NT$ S$ MX$ R$ $ € £ ¥ ₹ ₩ ฿ ₫ ₺ ₴ ₦ ₪ ₽ ₱ ₡ ₲ ₸ ₵ ৳ ₮ ₭ GH₵ RD$ J$ "
    "TT$ N$ B/. KSh KSh. Ksh Ksh. KSH TSh USh Tk Tk. Php Dhs Dhs. Bs Bs. Gs. R Rs Rs. RM Rp Rp. S/ S/. kr kr. zł "
    "Kč Ft Fr Fr. SFr. TL lei лв лв. руб руб. р. грн ¢ ct 元 円 원".split()
)
"""Signs and short words."""
