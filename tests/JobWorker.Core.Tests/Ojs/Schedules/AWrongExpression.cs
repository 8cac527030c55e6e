using JobWorker.Core.Ojs.Schedules;

namespace JobWorker.Core.Tests.Ojs.Schedules;

public sealed class AWrongExpression
{
    private static readonly DateTimeOffset Now = new(2026, 2, 12, 10, 30, 0, TimeSpan.Zero);

    public static TheoryData<string> Wrong =>
    [
        "", "*", "* *", "* * *", "* * * *", "* * * * * * *", "0 0 0 0 0 0 0", "not a valid cron", "99 25 32 13 8",
        "0 0 * * * * * *", "60 0 * * *", "100 0 * * *", "-1 0 * * *", "1.5 0 * * *", "*/0 0 * * *", "*/60 0 * * *",
        "*/ 0 * * *", "/5 0 * * *", "*/-1 0 * * *", "*/x 0 * * *", "*/1/2 0 * * *", "3-2 0 * * *", "1- 0 * * *",
        "-5 0 * * *", "1-2-3 0 * * *", "1-60 0 * * *", "1, 0 * * *", ",1 0 * * *", "1,,2 0 * * *", ", 0 * * *",
        "** 0 * * *", "*1 0 * * *", "1* 0 * * *", "*-2 0 * * *", "1-* 0 * * *", "x 0 * * *", "? 0 * * *", "% 0 * * *",
        "0x1 0 * * *", "1e1 0 * * *", "١ 0 * * *", "001 0 * * *", "1-2/0 0 * * *", "2/ 0 * * *", "+1 0 * * *",
        "H 0 * * *", "~ 0 * * *", "1;2 0 * * *", "0 24 * * *", "0 100 * * *", "0 -1 * * *", "0 1.5 * * *", "0 */0 * * *",
        "0 */24 * * *", "0 */ * * *", "0 /5 * * *", "0 */-1 * * *", "0 */x * * *", "0 */1/2 * * *", "0 3-2 * * *",
        "0 1- * * *", "0 -5 * * *", "0 1-2-3 * * *", "0 1-24 * * *", "0 1, * * *", "0 ,1 * * *", "0 1,,2 * * *",
        "0 , * * *", "0 ** * * *", "0 *1 * * *", "0 1* * * *", "0 *-2 * * *", "0 1-* * * *", "0 x * * *", "0 ? * * *",
        "0 % * * *", "0 0x1 * * *", "0 1e1 * * *", "0 ١ * * *", "0 001 * * *", "0 1-2/0 * * *", "0 2/ * * *",
        "0 +1 * * *", "0 H * * *", "0 ~ * * *", "0 1;2 * * *", "0 0 32 * *", "0 0 100 * *", "0 0 -1 * *", "0 0 1.5 * *",
        "0 0 */0 * *", "0 0 */32 * *", "0 0 */ * *", "0 0 /5 * *", "0 0 */-1 * *", "0 0 */x * *", "0 0 */1/2 * *",
        "0 0 3-2 * *", "0 0 1- * *", "0 0 -5 * *", "0 0 1-2-3 * *", "0 0 1-32 * *", "0 0 1, * *", "0 0 ,1 * *",
        "0 0 1,,2 * *", "0 0 , * *", "0 0 ** * *", "0 0 *1 * *", "0 0 1* * *", "0 0 *-2 * *", "0 0 1-* * *", "0 0 x * *",
        "0 0 ? * *", "0 0 % * *", "0 0 0x1 * *", "0 0 1e1 * *", "0 0 ١ * *", "0 0 001 * *", "0 0 1-2/0 * *",
        "0 0 2/ * *", "0 0 +1 * *", "0 0 H * *", "0 0 ~ * *", "0 0 1;2 * *", "0 0 0 * *", "0 0 0-3 * *", "0 0 * 13 *",
        "0 0 * 100 *", "0 0 * -1 *", "0 0 * 1.5 *", "0 0 * */0 *", "0 0 * */13 *", "0 0 * */ *", "0 0 * /5 *",
        "0 0 * */-1 *", "0 0 * */x *", "0 0 * */1/2 *", "0 0 * 3-2 *", "0 0 * 1- *", "0 0 * -5 *", "0 0 * 1-2-3 *",
        "0 0 * 1-13 *", "0 0 * 1, *", "0 0 * ,1 *", "0 0 * 1,,2 *", "0 0 * , *", "0 0 * ** *", "0 0 * *1 *",
        "0 0 * 1* *", "0 0 * *-2 *", "0 0 * 1-* *", "0 0 * x *", "0 0 * ? *", "0 0 * % *", "0 0 * 0x1 *", "0 0 * 1e1 *",
        "0 0 * ١ *", "0 0 * 001 *", "0 0 * 1-2/0 *", "0 0 * 2/ *", "0 0 * +1 *", "0 0 * H *", "0 0 * ~ *", "0 0 * 1;2 *",
        "0 0 * 0 *", "0 0 * 0-3 *", "0 0 * * 8", "0 0 * * 100", "0 0 * * -1", "0 0 * * 1.5", "0 0 * * */0",
        "0 0 * * */8", "0 0 * * */", "0 0 * * /5", "0 0 * * */-1", "0 0 * * */x", "0 0 * * */1/2", "0 0 * * 3-2",
        "0 0 * * 1-", "0 0 * * -5", "0 0 * * 1-2-3", "0 0 * * 1-8", "0 0 * * 1,", "0 0 * * ,1", "0 0 * * 1,,2",
        "0 0 * * ,", "0 0 * * **", "0 0 * * *1", "0 0 * * 1*", "0 0 * * *-2", "0 0 * * 1-*", "0 0 * * x", "0 0 * * ?",
        "0 0 * * %", "0 0 * * 0x1", "0 0 * * 1e1", "0 0 * * ١", "0 0 * * 001", "0 0 * * 1-2/0", "0 0 * * 2/",
        "0 0 * * +1", "0 0 * * H", "0 0 * * ~", "0 0 * * 1;2", "60 0 0 * * *", "-1 0 0 * * *", "*/60 0 0 * * *",
        "*/0 0 0 * * *", "x 0 0 * * *", "L 0 0 * * *", "5-1 0 0 * * *", "SUN 0 0 * * *", "1W 0 0 * * *", "JAN 0 * * *",
        "0 MON * * *", "0 0 MON * *", "0 0 * MON *", "0 0 * * JAN", "0 0 * JANUARY *", "0 0 * * MONDAY", "0 0 * JA *",
        "0 0 * * M", "0 0 * DEC-JAN *", "0 0 * * FRI-", "0 0 * * MON#", "0 0 * FEB-FOO *", "L * * * *", "0 L * * *",
        "0 0 * L *", "0 0 * * L", "0 0 * * 8L", "0 0 * * LL", "0 0 * * 5#0", "0 0 * * 5#6", "0 0 * * #3", "0 0 * * 5#",
        "0 0 * * 8#1", "0 0 * * 5#3#1", "0 0 * * 5#3-4", "0 0 * * 1-5#2", "0 0 * * MONDAYL", "0 0 L-0 * *",
        "0 0 L-31 * *", "0 0 L- * *", "0 0 L-x * *", "0 0 L+1 * *", "0 0 LL * *", "0 0 WL * *", "0 0 W * *",
        "0 0 0W * *", "0 0 32W * *", "0 0 1-5W * *", "0 0 *W * *", "0 0 W15 * *", "0 0 15WW * *", "0 0 LW-1 * *",
        "0 0 L/2 * *", "0 0 5L * *", "0 0 15#2 * *", "15W * * * *", "0 0 * * 5W", "0 0 * * LW", "0 0 * 5L *",
        "0 5#2 * * *", "@", "@reboot", "@dailly", "@Daily", "@DAILY", "@hourly 5", "@ daily", "@every", "@every ",
        "@every 5", "@every m", "@every 5x", "@every 5 m", "@every -5m", "@every 0s", "@every 0h0m", "@every 1h 30m",
        "@every 1d", "@every PT5M", "@every 1.h", "@every .5h", "@every 1e3s", "@every 5m!", "@every 876601h",
        "@every 9999999999s", "@every5m", "@every 1µs", "@every 1us", "@every 1ns", "@fortnightly", "daily",
        "TZ=UTC 0 0 * * *", "CRON_TZ=UTC 0 0 * * *", "0 0 * * *\n", "0\u00a00 * * *", "0 0 * * * 2026",
        "0 0 * * * # midnight", "\"0 0 * * *\"", "0 0 * * '*'", "0 0 * * *;", "0 0 1 1 ? 2026",
        "null", "0/0 * * * *", "60/5 * * * *", "24-25 * * * x",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Is_refused_with_a_reason(string expression)
    {
        Assert.False(Schedule.TryParse(expression, TimeZoneInfo.Utc, out var schedule, out var problem));
        Assert.Null(schedule);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Is_refused_when_it_is_too_long() =>
        Assert.False(Schedule.TryParse($"1{string.Join("", Enumerable.Repeat(",1", 200))} * * * *", TimeZoneInfo.Utc, out _, out _));

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 2,4,6,9,11 *")]
    [InlineData("0 0 30-31 FEB *")]
    [InlineData("0 0 31W 4 *")]
    [InlineData("0 0 L-30 4 *")]
    [InlineData("0 0 L-29 2 *")]
    public void Never_comes(string expression)
    {
        Assert.True(Schedule.TryParse(expression, TimeZoneInfo.Utc, out var schedule, out _));
        Assert.Null(schedule.Next(Now, Now));
    }

    [Fact]
    public void Never_comes_where_the_clocks_always_skip_it()
    {
        Assert.True(Zones.TryFind("Europe/Berlin", out var berlin));
        Assert.True(Schedule.TryParse("30 2 * 3 SUNL", berlin, out var schedule, out _));
        Assert.Null(schedule.Next(Now, Now));
    }

    [Theory]
    [InlineData("99 25 32 13 8", "minute: '99'")]
    [InlineData("0 0 32 * *", "day of month: '32'")]
    [InlineData("not a valid cron", "4 fields")]
    public void Is_refused_by_name(string expression, string reason)
    {
        Schedule.TryParse(expression, TimeZoneInfo.Utc, out _, out var problem);

        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UTC", true)]
    [InlineData("Europe/Berlin", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("America/Port-au-Prince", true)]
    [InlineData("Etc/GMT+5", true)]
    [InlineData("Japan", true)]
    [InlineData("Etc/UTC", true)]
    [InlineData("Etc/GMT", true)]
    [InlineData("UCT", true)]
    [InlineData("Zulu", true)]
    [InlineData("Universal", true)]
    [InlineData("Greenwich", true)]
    [InlineData("GMT", true)]
    [InlineData("GMT0", true)]
    [InlineData("GMT+0", true)]
    [InlineData("GMT-0", true)]
    [InlineData("CET", true)]
    [InlineData("EET", true)]
    [InlineData("MET", true)]
    [InlineData("WET", true)]
    [InlineData("EST5EDT", true)]
    [InlineData("CST6CDT", true)]
    [InlineData("MST7MDT", true)]
    [InlineData("PST8PDT", true)]
    [InlineData("NZ", true)]
    [InlineData("NZ-CHAT", true)]
    [InlineData("GB", true)]
    [InlineData("GB-Eire", true)]
    [InlineData("PRC", true)]
    [InlineData("ROC", true)]
    [InlineData("ROK", true)]
    [InlineData("W-SU", true)]
    [InlineData("Asia/Kathmandu", true)]
    [InlineData("US/Eastern", true)]
    [InlineData("", false)]
    [InlineData("EST", false)]
    [InlineData("PST", false)]
    [InlineData("CST", false)]
    [InlineData("MST", false)]
    [InlineData("HST", false)]
    [InlineData("Factory", false)]
    [InlineData("UTC+5", false)]
    [InlineData("+05:00", false)]
    [InlineData("-08:00", false)]
    [InlineData("GMT+5", false)]
    [InlineData("UTC-11", false)]
    [InlineData("utc", false)]
    [InlineData("Utc", false)]
    [InlineData("Gmt", false)]
    [InlineData("Etc/Utc", false)]
    [InlineData("posix/Europe/Berlin", false)]
    [InlineData("right/UTC", false)]
    [InlineData("europe/berlin", false)]
    [InlineData("Europe/Atlantis", false)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("Pacific Standard Time", false)]
    [InlineData("localtime", false)]
    [InlineData("posixrules", false)]
    [InlineData("../Europe/Berlin", false)]
    [InlineData("Europe/../Europe/Berlin", false)]
    [InlineData("Europe", false)]
    [InlineData("Europe/", false)]
    [InlineData("Local", false)]
    public void Is_in_a_zone_that_is_none(string id, bool known) => Assert.Equal(known, Zones.TryFind(id, out _));
}
