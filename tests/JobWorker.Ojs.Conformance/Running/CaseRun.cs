using System.Diagnostics;
using System.Text;
using JobWorker.Ojs.Conformance.Judging;
using JobWorker.Ojs.Conformance.Matching;
using JobWorker.Ojs.Conformance.Reading;

namespace JobWorker.Ojs.Conformance.Running;

/// <summary>One run of a case: what did not hold, and all that was said.</summary>
internal sealed class CaseRun
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly Caller _caller;
    private readonly Templates _seen = new();
    private readonly List<Failure> _failures = [];
    private readonly StringBuilder _said = new();

    private CaseRun(Caller caller) => _caller = caller;

    /// <summary>What did not hold, in order; empty when the case passed.</summary>
    public IReadOnlyList<Failure> Failures => _failures;

    /// <summary>Every request and answer, for whoever asks why.</summary>
    public string Said => _said.ToString();

    /// <summary>Runs a case. A failure in its setup ends it; others do not; teardown is not judged.</summary>
    public static async Task<CaseRun> OfAsync(Case one, Caller caller)
    {
        var run = new CaseRun(caller);
        await run.RunAsync(one.Setup, judged: true);
        if (run._failures.Count == 0)
        {
            await run.RunAsync(one.Steps, judged: true);
            await run.RunAsync(one.Teardown, judged: false);
        }

        return run;
    }

    private async Task RunAsync(IReadOnlyList<Step> steps, bool judged)
    {
        foreach (var group in Parallels.Of(steps))
        {
            var (began, failures) = (Stopwatch.GetTimestamp(), await TryAsync(group, step => step.Pause));
            while (failures.Count > 0 && Stopwatch.GetElapsedTime(began) < group.Max(step => step.Pause + step.Within))
            {
                failures = await TryAsync(group, _ => BetweenTries);
            }

            _failures.AddRange(judged ? failures : []);
        }
    }

    private async Task<List<Failure>> TryAsync(IReadOnlyList<Step> group, Func<Step, TimeSpan> pause)
    {
        var answers = await Task.WhenAll(group.Select(step => SendAsync(step, pause(step))));
        foreach (var (step, answer, trouble) in answers)
        {
            Note(step, answer, trouble);
        }

        // Only when all of the group are known, for they may speak of each other.
        return [.. answers.SelectMany(a => Judge(a.Step, a.Answer, a.Trouble))];
    }

    private async Task<(Step Step, Answer? Answer, string? Trouble)> SendAsync(Step step, TimeSpan pause)
    {
        await Task.Delay(pause);
        if (step.Method is null)
        {
            return (step, null, null);
        }

        try
        {
            return (step, await _caller.SendAsync(step.Method, _seen.Fill(step.Path), step.Headers, BodyOf(step)), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return (step, null, e.Message);
        }
    }

    private string? BodyOf(Step step) =>
        step.Body is { } sent ? _seen.Fill(sent.Json)?.ToJsonString() ?? "null" : step.RawBody;

    private void Note(Step step, Answer? answer, string? trouble)
    {
        if (step.Method is not null)
        {
            _said.AppendLine($"{step.Id}: {step.Method} {_seen.Fill(step.Path)} {BodyOf(step)}");
            _said.AppendLine($"  → {answer?.Status.ToString(null, null) ?? trouble} {answer?.Raw}");
            _seen.Add(step.Id, answer?.Body);
        }
    }

    private IEnumerable<Failure> Judge(Step step, Answer? answer, string? trouble)
    {
        if (answer is null)
        {
            return trouble is null ? [] : [new Failure(step.Id, "request", "an answer", trouble)];
        }

        try
        {
            return [.. Assertions.Of(step.Assertions, _seen).Select(check => check.Judge(step.Id, answer)).OfType<Failure>()];
        }
        catch (NotUnderstoodException e)
        {
            return [new Failure(step.Id, "assertions", "to make sense once filled in", e.Message)];
        }
    }
}
