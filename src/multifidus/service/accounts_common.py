# SPDX-License-Identifier: Apache-2.0
"""Passwords that are tried first by anyone who guesses, kept here so that no other computer is asked.

In small letters; a tail of digits is looked at separately.
"""

from typing import Final

_WORDS: Final = """
password passwort passw0rd p@ssw0rd p@ssword pa55word pa55w0rd passwords passwort1 password1 mypassword
123456 1234567 12345678 123456789 1234567890 0123456789 987654321 9876543210 87654321 11111111
00000000 22222222 88888888 99999999 12341234 11223344 1122334455 112233445566 12344321 123123123
123321123 12121212 13131313 14725836 147258369 159753456 741852963 789456123 789456 456789123 321654987
102030405060 10203040 20202020 20242024 20252025 20262026
qwerty qwertyui qwertyuiop qwerty12 qwerty123 qwertz qwertzui qwertzuiop qwertz12 azerty azertyui
azertyuiop asdfgh asdfghjk asdfghjkl asdfasdf zxcvbn zxcvbnm yxcvbnm qazwsx qazwsxedc 1qaz2wsx 1qaz2wsx3edc
1q2w3e4r 1q2w3e4r5t q1w2e3r4 q1w2e3r4t5 q2w3e4r5 zaq12wsx zaq1zaq1 qweasd qweasdzxc qwe123qwe
abcdefgh abcdefghi abcd1234 abc12345 abc123abc a1b2c3d4 a1b2c3d4e5 aa123456 a1234567 a12345678 aaaa1111
iloveyou iloveyou1 iloveyou2 ichliebedich ilovegod loveyou lovelove iloveme mylove
letmein letmein1 letmeinnow welcome welcome1 willkommen hello hellohello hallo hallohallo hallo123
hello123 helloworld goodmorning gutentag
admin administrator admin123 admin1234 root rootroot superuser superman superman1 batman spiderman starwars
default changeme changeit changethis test testtest test1234 testing testing1 temp temporary
secret secret12 geheim geheimnis topsecret mysecret master mastermaster masterkey
sunshine sunshine1 sonnenschein princess princess1 prinzessin football football1 fussball baseball basketball
monkey monkeymonkey dragon dragondragon shadow michael michael1 jennifer jessica charlie daniel jordan
ashley samantha elizabeth alexander christian andrew thomas matthew nicole melanie sandra stefanie
computer computer1 internet google facebook instagram whatsapp microsoft windows samsung iphone android
trustno1 whatever freedom killer hunter hunter2 soccer hockey ranger cheese cookie banana pepper summer
winter spring autumn sommer monday freitag december september
schalke04 bayern borussia liverpool arsenal chelsea barcelona realmadrid juventus
blink182 pokemon naruto minecraft fortnite playstation nintendo mustang mercedes porsche ferrari
blackberry butterfly schmetterling chocolate schokolade strawberry lavender rainbow unicorn
einhorn schatz schatzi liebling mausi hasihasi engelchen familie
multifidus backpain backpain1 lowerback rueckenschmerz rueckenschmerzen ruecken myback mybackhurts
"""

COMMON: Final = frozenset(_WORDS.split())
