#!/bin/sh
# sekisho calendar, sekisho calendar import.
. "$TOP_SRCDIR/tests/tool/lib.sh"

oracle=$TOP_SRCDIR/tests/unit/oracle/oracle.py
header='国民の祝日・休日月日,国民の祝日・休日名称'

# ---- The days ----

run calendar 2026 --format csv --policy "$conf"
expect "a year as CSV" 0
same "365 rows" "$(echo "$out" | wc -l)" 365
same "every row is date,open|closed,reason" \
    "$(echo "$out" | grep -Evc '^2026-[01][0-9]-[0-3][0-9],(open|closed),[a-z-]+$')" 0
has "each reason" "$out" 2026-01-01,closed,holiday 2026-01-02,closed,annual 2026-01-10,closed,weekend \
    2026-01-13,open,weekday 2026-09-22,closed,holiday
run calendar 2028-02 --format csv --policy "$conf"
same "a leap month has 29 rows" "$(echo "$out" | wc -l)" 29

if command -v python3 >/dev/null; then
    for year in 2007 2009 2019 2020 2021 2026 2032 2099; do
        run calendar $year --format csv --policy "$conf"
        same "holidays of $year are the oracle's" "$(echo "$out" | sed -n 's/,closed,holiday$//p')" \
            "$(python3 -B "$oracle" holidays $year $year | cut -d' ' -f1)"
    done
    run calendar 2026 --json --policy "$conf"
    expect "a year as JSON" 0
    same "JSON names are the oracle's" \
        "$(json "$work/out" '"\n".join(x["date"] + " " + x["name"] for x in d["days"] if x["reason"] == "holiday")')" \
        "$(python3 -B "$oracle" holidays 2026 2026)"
    same "JSON has English names and the span" \
        "$(json "$work/out" 'd["from"], d["to"], len(d["days"]), d["days"][0]["name_en"], d["days"][0]["weekday"]')" \
        "('2026-01-01', '2026-12-31', 365, \"New Year's Day\", 'thu')"
    cp "$work/out" "$work/json"
    run calendar 2026 --format json --policy "$conf"
    same "--format json is --json" "$out" "$(cat "$work/json")"
fi

# ---- The table ----

run calendar 2026-09 --lang ja --policy "$conf"
same "a month in Japanese" "$out" '[ ] は閉庁日

               2026年9月
   日   月   火   水   木   金   土
              1    2    3    4  [ 5]
  [ 6]   7    8    9   10   11  [12]
  [13]  14   15   16   17   18  [19]
  [20] [21] [22] [23]  24   25  [26]
  [27]  28   29   30
  開庁日19日、閉庁日11日
  21日（月） 敬老の日
  22日（火） 国民の休日
  23日（水） 秋分の日'
run calendar 2026-12 --lang en --policy "$conf"
same "a month in English, a range on one line" "$out" '[ ] closed day

             December 2026
  Sun  Mon  Tue  Wed  Thu  Fri  Sat
              1    2    3    4  [ 5]
  [ 6]   7    8    9   10   11  [12]
  [13]  14   15   16   17   18  [19]
  [20]  21   22   23   24   25  [26]
  [27]  28  [29] [30] [31]
  20 open, 11 closed
  29-31 (Tue-Thu) Year end and New Year'
run calendar 2027 --lang ja --policy "$conf"
same "a year has twelve months" "$(echo "$out" | grep -c '^ *2027年[0-9]*月$')" 12
has "and a title" "$out" '2027年 開庁日カレンダー'
same "no line ends in a blank" "$(echo "$out" | grep -c ' $')" 0
year=$(TZ=JST-9 date +%Y)
run calendar --lang en --policy "$conf"
has "without a year, this one in the policy's offset" "$out" "Office days $year"
run calendar 2100-02 --lang en --policy "$conf"
has "past coverage says so" "$out" "0 open, 28 closed" "Past the calendar's coverage"

sed 's|^ *annual_closed|    closed = ( { date = "2026-11-24"; name = "台風"; name_en = "Typhoon"; } );\
    open = ( { date = "2026-11-23"; name = "臨時開庁日"; name_en = "Special opening"; } );\
    repeat = ( { weekdays = ["sun"]; weeks = [2]; name = "日曜開庁"; name_en = "Sunday opening"; } );\
&|' "$conf" >"$work/openings.conf"
run calendar 2026-11 --lang en --policy "$work/openings.conf"
has "openings are marked as such" "$out" "[ 1]   2  [ 3]" "[ 7]
    8    9" "[22]  23  [24]" " 8 (Sun)   Sunday opening (open)" "23 (Mon)   Special opening (open)" \
    "24 (Tue)   Typhoon"

# ---- Wrong use ----

for period in 2026-13 2026-00 26 2026- 2026-1 1899 2200 0000 20x6 2026-011; do
    run calendar "$period" --policy "$conf"
    expect "period $period refused" 2
    has "and named: $period" "$err" "\"$period\""
done
run calendar 2026 --format xml --policy "$conf"
expect "an unknown format refused" 2
run calendar 2026 --json --format csv --policy "$conf"
expect "two formats refused" 2
run calendar --help
has "help" "$out" --format
run calendar import --help
has "import's help" "$out" --to --yes

# ---- Import ----

etc=$work/etc
mkdir "$etc"
list=$etc/holidays.csv
sed "s|^.*holidays_file = .*|    holidays_file = \"$list\";|" "$conf" >"$work/listed.conf"

command -v python3 >/dev/null || finish

# make_list FIRST LAST: the computed days in the shape of the Cabinet Office's list, to standard output.
make_list() {
    printf '%s\r\n' "$header"
    python3 -B "$oracle" holidays "$1" "$2" | sed 's/-0*/\//g; s/ /,/; s/振替休日$/休日/; s/国民の休日$/休日/; s/$/\r/'
}
make_list 2026 2027 >"$work/plain.csv"
cp932() {
    python3 -c 'import sys; sys.stdout.buffer.write(sys.stdin.buffer.read().decode().encode("cp932"))'
}
cp932 <"$work/plain.csv" >"$work/cp932.csv"

run calendar import "$work/cp932.csv" --lang en --policy "$work/listed.conf" </dev/null
expect "without an answer nothing is done" 1
has "what was found, and the question" "$out$err" "cp932.csv: " CP932 "from 2026 to 2027" "No difference" "[y/N]"
test ! -e "$list"; same "no list written" $? 0
echo n >"$work/no"
run calendar import "$work/cp932.csv" --lang en --policy "$work/listed.conf" <"$work/no"
expect "no is no" 1
test ! -e "$list"; same "still no list" $? 0

echo y >"$work/y"
umask 077
run calendar import "$work/cp932.csv" --lang en --policy "$work/listed.conf" <"$work/y"
umask 022
expect "the first list, that the policy already names" 0
cmp -s "$list" "$work/plain.csv"; same "stored as UTF-8" $? 0
same "every login may read it" "$(stat -c %a "$list")" 644
run calendar 2026-05 --lang ja --policy "$work/listed.conf"
has "休日 of the list is explained" "$out" "振替休日"
run calendar import "$work/cp932.csv" --lang en --policy "$work/listed.conf" </dev/null
expect "the same again needs no answer" 0
has "and says so" "$out" "already holds this list"

{ printf '\357\273\277'; sed 's/\r$//' "$work/plain.csv"; } >"$work/bom.csv"
run calendar import "$work/bom.csv" --yes --policy "$work/listed.conf"
expect "UTF-8 with BOM and LF" 0
sed 's/\r$//' "$work/plain.csv" | cmp -s - "$list"; same "stored without the BOM" $? 0

sed -e '/^2026\/11\/3,/d' -e 's/^2026\/11\/23,.*/2026\/6\/10,式典の日\r\n&/' -e 's/海の日/海と船の日/' "$work/plain.csv" |
    sort -s -t/ -k1,1n -k2,2n -k3,3n >"$work/sorted"
{ printf '%s\r\n' "$header"; grep '^2' "$work/sorted"; } >"$work/differs.csv"
run calendar import "$work/differs.csv" --json --policy "$work/listed.conf" </dev/null
expect "differences as JSON, and no answer" 1
same "in fields" "$(json "$work/out" '[d["encoding"], d["from"], d["to"], d["in_place"], len(d["differences"]), d["differences"][0]]')" \
    "['UTF-8', '2026-01-01', '2027-12-31', False, 4, {'date': '2026-06-10', 'change': 'added', 'name': '式典の日', 'computed_name': None}]"
run calendar import "$work/differs.csv" --yes --lang en --policy "$work/listed.conf"
expect "a list that differs, taken with --yes" 0
has "each difference is shown" "$out" "+ 2026-06-10 (Wed) 式典の日: listed, not computed" \
    "- 2026-11-03 (Tue) 文化の日: computed, not listed" "2026-07-20 (Mon) 海と船の日: computed as 海の日" \
    "2027-07-19 (Mon) 海と船の日" "1 added, 1 missing, 2 with another name"
run calendar 2026 --format csv --policy "$work/listed.conf"
has "the list is the authority" "$out" 2026-06-10,closed,holiday 2026-11-03,open,weekday
run calendar 2028-11 --format csv --policy "$work/listed.conf"
has "the computed days hold beyond it" "$out" 2028-11-03,closed,holiday

# ---- What is refused leaves the old list as it was ----

cp "$list" "$work/before"
unchanged() {
    cmp -s "$list" "$work/before"
    same "$1: the old list stays" $? 0
    same "$1: nothing else is left" "$(ls -A "$etc")" holidays.csv
}
# damaged NAME LINE WORD: the list in damaged.csv is refused whole, with that line.
bad=$work/damaged.csv
damaged() {
    run calendar import "$bad" --yes --lang en --policy "$work/listed.conf"
    expect "$1 refused" 2
    has "$1: where and why" "$err" "damaged.csv$2: " "$3"
    unchanged "$1"
}
sed '5p' "$work/plain.csv" >"$bad"
damaged "a day twice" :6 twice
sed '5{h;d};6{G}' "$work/plain.csv" >"$bad"
damaged "days out of order" :6 ascend
head -c -5 "$work/plain.csv" >"$bad"
damaged "a torn end" ":$(wc -l <"$work/plain.csv")" "cut off"
sed '1d' "$work/plain.csv" >"$bad"
damaged "no header" :1 header
sed '7s/.*/\r/' "$work/plain.csv" >"$bad"
damaged "a blank line" :7 blank
sed '7s/,.*/,"x"\r/' "$work/plain.csv" >"$bad"
damaged "quotes" :7 quotation
sed '7s/.*/2026\/4\/31,x\r/' "$work/plain.csv" >"$bad"
damaged "no such day" :7 "no date"
printf 'x\000' >"$bad"
damaged "a NUL byte" :1 NUL
: >"$bad"
damaged "an empty file" "" empty
{ head -n 6 "$work/cp932.csv"; printf '2026/4/29,\201\r\n'; } >"$bad"
damaged "broken CP932" :7 CP932
head -n 6 "$work/plain.csv" >"$work/short.csv"
run calendar import "$work/short.csv" --yes --policy "$work/listed.conf"
expect "no whole year refused" 2
unchanged "no whole year"
run calendar import "$work/nowhere.csv" --yes --lang en --policy "$work/listed.conf"
expect "a missing file" 2
has "is named" "$err" nowhere.csv
run calendar import "$etc" --yes --policy "$work/listed.conf"
expect "a folder" 2
mkfifo "$work/fifo"
run calendar import "$work/fifo" --yes --policy "$work/listed.conf"
expect "a FIFO is not waited for" 2
head -c 1100000 /dev/zero | tr '\000' x >"$work/huge.csv"
run calendar import "$work/huge.csv" --yes --policy "$work/listed.conf"
expect "a huge file" 2
unchanged "all that"

# ---- Where it goes ----

cp "$work/listed.conf" "$etc/policy.conf"
run calendar import "$work/plain.csv" --yes --to "$etc/policy.conf" --lang en --policy "$work/listed.conf"
expect "--to something that is no list" 2
has "is said" "$err" "something other than a list"
cmp -s "$etc/policy.conf" "$work/listed.conf"; same "and left alone" $? 0
rm "$etc/policy.conf"
run calendar import "$work/plain.csv" --yes --to "$etc/other.csv" --lang en --policy "$work/listed.conf"
expect "--to another place" 0
has "the policy does not use it, and that is said" "$err" holidays_file other.csv
cmp -s "$etc/other.csv" "$work/plain.csv"; same "is where it goes" $? 0
rm "$etc/other.csv"
run calendar import "$work/plain.csv" --yes --to "$work/no/such/folder.csv" --policy "$work/listed.conf"
expect "--to a folder that is not there" 2
mkdir "$work/open"; chmod 777 "$work/open"
run calendar import "$work/plain.csv" --yes --to "$work/open/holidays.csv" --policy "$work/listed.conf"
expect "a folder that others write to" 2
test ! -e "$work/open/holidays.csv"; same "gets no list" $? 0

make_list 2026 2026 >"$work/one.csv"
run calendar import "$work/one.csv" --lang en --policy "$work/listed.conf" </dev/null
has "a shorter list than the one in place is remarked on" "$err" "covers 2026 to 2027"
{ cat "$work/plain.csv"; printf '2028/1/1,元日\r\n'; } >"$work/more.csv"
run calendar import "$work/more.csv" --lang en --policy "$work/listed.conf" </dev/null
has "an incomplete year is remarked on" "$err" "2028 is not whole"

# The policy cannot be loaded for its list: import is the way out.
for broken in "$work/cp932.csv" "$work/short-torn"; do
    test -e "$broken" || head -c 300 "$work/plain.csv" >"$broken"
    cp "$broken" "$list"
    run calendar 2026 --format csv --lang en --policy "$work/listed.conf"
    expect "a policy with a bad list is none: $(basename "$broken")" 2
    has "how to mend it" "$err" "sekisho calendar import"
    run calendar import "$work/plain.csv" --yes --lang en --policy "$work/listed.conf"
    expect "import mends it" 0
    cmp -s "$list" "$work/plain.csv"; same "with the new list" $? 0
done
echo 'nonsense' >"$work/bad.conf"
run calendar import "$work/plain.csv" --yes --lang en --policy "$work/bad.conf"
expect "a policy that is itself broken" 2
has "wants --to" "$err" --to
same "and stays" "$(cat "$work/bad.conf")" nonsense
ln -s bad.conf "$work/link.conf"
run calendar import "$work/plain.csv" --yes --lang en --policy "$work/link.conf"
expect "also behind a link" 2
same "it stays too" "$(cat "$work/bad.conf")" nonsense

official=${SEKISHO_SHARED:-$TOP_SRCDIR/../shared}/data/syukujitsu-2016-2023.csv
if [ -r "$official" ]; then
    run calendar import "$official" --yes --to "$etc/official.csv" --lang en --policy "$conf"
    expect "the official list" 0
    has "agrees with the computed days" "$out" "144 holidays in CP932" "from 2016 to 2023" \
        "0 added, 0 missing, 1 with another name"
fi
finish
