// 826 words written down by hand: what people choose when asked for a password, in a handful of
// languages, with names, teams, seasons and the words of this trade.
#include "identity/common_words.hpp"

#include <array>
#include <vector>

namespace bursar::identity {
namespace {

constexpr std::string_view k_text = R"(
aaron abc abcd abigail access account adam adgangskode admin administration administrator africa
ahmed airplane alex alexander alexey ali alice all always amanda amazing amazon america american
amy and andrea andrew android angel angela angelica angels anna anthony any anything apple april
are arsenal art artist asdf ashley audi august austin australia autumn avengers awesome azerty
baby babyboy babygirl backup bacon banana bank banking barbara barbie barcelona baseball
basketball batman battery bayern beach bear beatles beautiful believe benjamin berlin best
bestfriend better betty bible bicycle bird birthday black blaze bless blessed blizzard blue bmw
bonjour boris boss boston boy boys brandon brazil brenda brian british bronze brother brown bryan
bunny burger burn bursar business but butter butterfly california can canada candy captain car
card carol carolyn cars cash catherine celtic champion champions change changeit changeme charles
charlotte checkout cheese chelsea cherry cheryl chicago chicken china chocolate chris christ
christian christina christine christmas christopher church ciao cisco clave client coffee college
company computer contrasena cookie cookies cool corporate correct correcthorsebatterystaple
corvette cowboys crazy credit cricket crystal cupcake customer cute cynthia dad daddy daisy dallas
dance dancer daniel darling database david day days debian deborah december default demo demon
dennis destiny development devil diamond diane did disney dmitri doctor dodgers dolphin donald
donna dorothy dragon dream dreamer dreams driver drums dylan eagle eagles earth easter edward
eight elena elephant elizabeth elvis emily eminem emma energy england english enterprise eric
ethan europe evelyn everyone everything extra facebook faith falcon family father fatima february
ferrari finance fire firebird first five flame florida flower flowers football for force ford
forest forever fortnite four france frances frank freedom french friday friend friends gabriel
gabriela galaxy garden garfield gary gateway genius gentleman george german germany get ghost
giants ginger girl girls gloria gmail god godisgood gold golden golf good goofy google gray great
green gregory grey guest guitar hallo halloween hannah happy harley harry has haslo hassan have
hawk heart hearts heather heaven helen hello henry here hero heslo hey hockey hola holiday
hollywood home honda honey hope horse hot hotmail house how hundred hunter hurricane ilove
iloveyou india instagram internet invoice iphone irina ironman isabella island italian italy ivan
jack jacob jacqueline james janet janice january japan jasmine jason jean jeffrey jennifer jenny
jeremy jerry jesse jessica jesus jesuschrist joan john johnny jonathan jordan jose joseph joshua
joyce judith julie july june justin juventus karen katherine kathleen kathryn kawasaki kelly kevin
killer kimberly king kings kitchen kitten kitty knight kyle lady lakers larry laura lauren
lawrence legend lemon let letme letmein letmeinnow lightning lily linda linux lion lisa live
liverpool login logon london losenord love lovely loveme lover loveyou lucky madison madrid magic
mama man manager manchester march margaret maria mark martha mary master matrix matthew may mega
megan melissa mercedes merchant metal metallica mexico miami michael michelle mickey microsoft
mike milan million mine minecraft minnie mohammed mom mommy monday money monkey moon moonlight
morning moscow motdepasse mother motorcycle mountain movie muffin music mustang mylove mypassword
myself mysql nancy naruto natalie natasha nathan netflix network never newyork nicholas nicole
night nine ninja nintendo nirvana nobody nokia not nothing november now nurse ocean october office
olga olivia omar one online open opensesame operator oracle orange orchid our out outlook packers
pamela panther papa paris parola parole pass passphrase passw passwd password passwort patricia
patrick patriots paul payment payments payout peace peach peanut pepper perfect peter phoenix
piano pikachu pink pirate pizza planet platinum playstation please pokemon police pooh porsche
postgres power powerful pretty prince princess private production pumpkin puppy purple qazwsx
queen queens qwerty qwertz rabbit rachel racing rainbow rangers rapper raymond rebecca red redsox
refund river robert rock rocket rome ronald root rose roses router rugby runner russia russian
ruth ryan salasana samantha samsung samuel samurai sandbox sandra sara sarah saturday school
scooby scott sean season second secret secrets secure security senha september sergey server
service sesame seven sexy shadow shark sharon shirley sifre signin signon silver simpson singer
sister six skywalker slayer slipknot smart snake sniper snoopy soccer soldier someone something
sony sophia soul space spain spanish spider spiderman spirit spring staging staple star stars
starwars steelers stephanie stephen steven storm strawberry strength strong student sugar summer
sunday sunny sunshine super superman superstar superuser supervisor support susan suzuki svetlana
sweet sweetheart sweety swimming system tanya tatiana teacher telegram temp temporary ten tennis
teresa test tester testing texas thank thanks that the there third this thisismypassword thomas
thousand three thunder thursday tiger tigger time timothy today together tokyo tomorrow tonight
too tornado toyota train truck trust trustno tuesday turtle twitter two tyler ubuntu ultra united
universe university use user username users vacation vader vanessa vegas victoria violet virginia
vladimir volcano wachtwoord walter warrior was washington water wednesday weekend welcome what
whatever whatsapp when where white who why william windows winner winnie winter wireless with
wizard wolf woman world xbox xyz yahoo yamaha yankees year years yellow yoda york you your youtube
zero zxcv
)";

constexpr std::array<std::string_view, 18> k_walks{
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "a1b2c3d4e5f6g7h8i9j0",
    "1a2b3c4d5e6f7g8h9i0j",
    "q1w2e3r4t5y6u7i8o9p0",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "!@#$%^&*()_+",
    "147258369",
    "159357",
    "963852741",
};

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t start = text.find_first_not_of(" \n");
    if (start == std::string_view::npos) return words;
    text.remove_prefix(start);
    const std::size_t length = text.find_first_of(" \n");
    words.push_back(text.substr(0, length));
    text.remove_prefix(words.back().size());
  }
}

}  // namespace

std::span<const std::string_view> common_words() {
  static const std::vector<std::string_view> k_words = split(k_text);
  return k_words;
}

std::span<const std::string_view> keyboard_walks() { return k_walks; }

}  // namespace bursar::identity
