using System.Text;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Tests.Ojs.Envelopes;

/// <summary>Reads bodies as the tests write them.</summary>
internal static class Bodies
{
    public static readonly DateTimeOffset Now = new(2026, 2, 12, 10, 30, 0, TimeSpan.Zero);

    public static ReadOnlyMemory<byte> Utf8(string json) => Encoding.UTF8.GetBytes(json);

    public static Parsed<JobRequest> Job(string json, EnvelopeLimits? limits = null) =>
        JobRequest.Parse(Utf8(json), Now, limits ?? EnvelopeLimits.Default);

    /// <summary>A job with this more in it, as in <c>, "id": "x"</c>.</summary>
    public static Parsed<JobRequest> JobWith(string more) => Job($$"""{"type": "email.send", "args": ["a"]{{more}}}""");

    /// <summary>A good job with these options.</summary>
    public static JobSpec SpecOf(string options) => JobWith($$""", "options": {{options}}""").Good().Spec;

    /// <summary>The value of what has no problems.</summary>
    public static T Good<T>(this Parsed<T> parsed)
        where T : class
    {
        Assert.Empty(parsed.Problems.AsEnumerable());

        return parsed.Value!;
    }

    /// <summary>The only problem.</summary>
    public static Problem Only<T>(this Parsed<T> parsed)
        where T : class
    {
        Assert.False(parsed.IsValid);
        var problem = Assert.Single(parsed.Problems.AsEnumerable());
        Assert.NotEmpty(problem.Hint);
        Assert.Contains(problem.Field, problem.Message, StringComparison.Ordinal);

        return problem;
    }
}
