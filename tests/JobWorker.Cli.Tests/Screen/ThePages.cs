using System.Text.RegularExpressions;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;
using Spectre.Console.Rendering;

namespace JobWorker.Cli.Tests.Screen;

/// <summary>What people see, line by line.</summary>
public sealed partial class ThePages
{
    private static readonly DateTimeOffset Noon = Support.Cli.Noon;
    private static readonly TimeText Times = new(Noon, TimeZoneInfo.Utc);

    private static readonly JobView Failed = new(
        "report-7", "failed", 6, "reports", 2,
        new JobRef("default", "reports-5a1b2c3d", "u"),
        new PodRef("reports-5a1b2c3d-x7k2p", "p"),
        null,
        [new JobRef("default", "reports-0badcafe", "f")],
        new ErrorView("A108", "Container reports was killed.", "OOMKilled", 137, "reports-5a1b2c3d-x7k2p", "reports", "one\ntwo\n"),
        [
            new TimelineEntry(1, Noon.AddDays(-1), "JobRequested", null),
            new TimelineEntry(2, Noon.AddDays(-1).AddSeconds(64), "JobFailed", "OOMKilled"),
            new TimelineEntry(3, Noon.AddMinutes(-10), "JobRedriven", null),
            new TimelineEntry(4, Noon.AddMinutes(-10).AddMilliseconds(213), "JobCreated", null),
            new TimelineEntry(5, Noon.AddMinutes(-9), "PodStuck", "Unschedulable"),
            new TimelineEntry(6, Noon.AddMinutes(-8), "JobFailed", "OOMKilled"),
        ],
        [
            new CallbackView(0, 0, "delivered", "a", null, [new AttemptView(1, Noon.AddMinutes(-9), 204, 12, null)]),
            new CallbackView(1, 1, "delivered", "b", null,
            [
                new AttemptView(1, Noon.AddMinutes(-8), 500, 33, "the receiver said no"),
                new AttemptView(2, Noon.AddMinutes(-3), 204, 9, null),
            ]),
            new CallbackView(
                2, 3, "pending", "c", Noon.AddSeconds(65), [new AttemptView(1, Noon.AddMinutes(-2), null, 5000, "no answer")]),
            new CallbackView(3, 99, "pending", "d", Noon, []),
            new CallbackView(4, 99, "abandoned", "e", null, [new AttemptView(10, Noon, 410, null, "gone")]),
        ]);

    [Fact]
    public void Of_a_job_answers_what_happened_at_a_glance() => Assert.Equal(
        """
        ✗ failed  report-7  OOMKilled
          Container reports was killed.

          service    reports
          attempt    2
          k8s job    default/reports-5a1b2c3d
          pod        reports-5a1b2c3d-x7k2p
          container  reports, exit code 137
          error      A108
          took       2 min 0 s
          former     default/reports-0badcafe

        LAST LINES OF ITS LOG
          one
          two

        TIMELINE 2026-01-30 UTC
            1  12:00:00.000                · requested
            2  12:01:04.000  +1 min 4 s    ✗ failed     OOMKilled
               2026-01-31
            3  11:50:00.000  +23 h 48 min  · redriven
            4  11:50:00.213  +213 ms       · created
            5  11:51:00.000  +59.8 s       ! pod stuck  Unschedulable
            6  11:52:00.000  +1 min 0 s    ✗ failed     OOMKilled

        CALLBACKS
        ├── #0 created      ✓ delivered  11:51:00  204  12 ms
        ├── #1 pod started  ✓ delivered  after 2 attempts
        │   ├──  1  11:52:00  500  33 ms  the receiver said no
        │   └──  2  11:57:00  204  9 ms
        ├── #2 failed       ○ pending  next attempt 12:01:05 (in 1 min 5 s)
        │   └──  1  11:58:00  5.0 s  no answer
        ├── #3 exception    ○ pending
        └── #4 exception    ✗ abandoned
            └── 10  12:00:00  410  gone
        """,
        Draw(JobPage.Of(Failed, Times)));

    [Fact]
    public void Of_a_job_that_is_stuck_says_why_and_for_how_long()
    {
        var page = Draw(JobPage.Of(
            Failed with
            {
                State = "created",
                Error = null,
                Stuck = new StuckView("Unschedulable", "0/3 nodes are available.", "pod-1", Noon.AddMinutes(-9)),
                Pod = null,
                Timeline = [],
                Callbacks = null,
                Former = null,
            },
            Times));

        Assert.StartsWith("○ created  report-7  Unschedulable\n  0/3 nodes are available.\n", page, StringComparison.Ordinal);
        Assert.Contains("  pod      pod-1\n  stuck    for 9 min 0 s\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("CALLBACKS", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_job_of_which_little_is_known_say_little() => Assert.Equal(
        "✗ rejected  a\n\nTIMELINE",
        Draw(JobPage.Of(new JobView("a", "rejected", 1, null, 1, null, null, null, null, null, null, null), Times)));

    [Fact]
    public void Use_three_colours_and_each_means_one_thing()
    {
        var page = Draw(JobPage.Of(Failed, Times), colours: true);

        Assert.Contains("\u001b[91m✗ failed\u001b[0m", page, StringComparison.Ordinal);
        Assert.Contains("\u001b[32m✓ delivered\u001b[0m", page, StringComparison.Ordinal);
        Assert.Contains("\u001b[93m! pod stuck\u001b[0m", page, StringComparison.Ordinal);
        Assert.Equal(["32", "91", "93"], Colour().Matches(page).Select(m => m.Groups[1].Value).Distinct().Order());
    }

    [Theory]
    [InlineData("[red]x[/] [", "[red]x[/] [")]
    [InlineData("\u001b[31mx\u0007\r\n\ty", "\uFFFD[31mx\uFFFD   y")]
    [InlineData("a\u202Eb", "a\uFFFDb")]
    public void Let_no_text_of_others_move_the_cursor_or_set_colours(string text, string shown)
    {
        var job = Failed with { Error = new ErrorView("A108", text, text, null, text, text, null), Id = text };

        var page = Draw(JobPage.Of(job, Times), width: 200);

        Assert.StartsWith($"✗ failed  {shown}  {shown}\n  {shown}\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_list_leave_out_columns_before_they_break_lines()
    {
        const string Id = "3f1c9c52-8a4e-4f2c-9a6b-6a1d2f3e4b5c";
        var job = new JobEntry(Id, "succeeded", "billing", "team", "OOMKilled", "j", 1, 1, Noon, Noon);

        var tables = new[] { 200, 105, 100, 80, 70, 60, 55 }
            .Select(width => Draw(JobList.Of([job], Times, width), width).Split('\n'))
            .ToArray();

        Assert.Equal(
            [
                "STATE ID SERVICE NAMESPACE REASON CREATED (UTC) AGE",
                "STATE ID SERVICE REASON CREATED (UTC) AGE",
                "STATE ID SERVICE REASON CREATED (UTC) AGE",
                "STATE ID SERVICE REASON AGE",
                "STATE ID REASON AGE",
                "STATE ID",
                "STATE ID",
            ],
            tables.Select(lines => string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.All(tables, lines => Assert.Equal(2, lines.Length));
    }

    [Fact]
    public void Of_events_hold_everything_they_say()
    {
        const string Text = """
            [{"version":1,"hash":"0123456789abcdef","event":{"type":"job.failed.v1","error":{"exitCode":7,"reason":null},
              "list":["a",1],"none":[],"on":true,"at":"2026-01-31T11:00:00.5+00:00"}},
             {"version":2,"hash":"","event":{}}]
            """;

        var events = Answer.Read<RecordedView[]>(System.Text.Encoding.UTF8.GetBytes(Text), new Uri("http://x"));

        Assert.Equal(
            """
               1  2026-01-31 11:00:00.500  job.failed.v1  0123456789ab
                  error.exitCode  7
                  list            ["a",1]
                  on              true
               2  ?  ?
            """,
            Draw(EventList.Of(events, Times)));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(99, "99s")]
    [InlineData(100, "1m")]
    [InlineData(3600, "60m")]
    [InlineData(6000, "100m")]
    [InlineData(7200, "2h")]
    [InlineData(172800, "2d")]
    public void Tell_ages_in_one_unit(int seconds, string age) =>
        Assert.Equal(age == "100m" ? "1h" : age, Times.Age(Noon.AddSeconds(-seconds)));

    [Fact]
    public void Tell_times_where_the_user_sits()
    {
        var times = new TimeText(Noon, TimeZoneInfo.CreateCustomTimeZone("west", TimeSpan.FromHours(-3.5), "west", "west"));

        Assert.Equal(("UTC-03:30", "2026-01-31 08:30:00"), (times.ZoneName, times.Full(Noon)));
    }

    private static string Draw(IRenderable page, int width = 100, bool colours = false)
    {
        using var writer = new StringWriter();
        Support.Cli.Console(writer, width, colours).Write(page);

        return string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())).TrimEnd('\n');
    }

    [GeneratedRegex("\u001b\\[([39][0-9])m")]
    private static partial Regex Colour();
}
