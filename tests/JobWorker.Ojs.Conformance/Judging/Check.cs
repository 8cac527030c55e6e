using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Matching;

namespace JobWorker.Ojs.Conformance.Judging;

/// <summary>One thing that must hold of an answer.</summary>
/// <param name="Field">What it looks at.</param>
/// <param name="Expected">What must be there, as the case says it.</param>
/// <param name="Get">Takes it from the answer; none where there is nothing to look into, which never holds.</param>
/// <param name="Holds">Judges it.</param>
/// <param name="HoldsWhenLost">The judgement where the path leads nowhere.</param>
internal sealed record Check(
    string Field, JsonNode? Expected, Func<Answer, Found?> Get, Matcher Holds, bool HoldsWhenLost = false)
{
    /// <summary>What does not hold; none where all does.</summary>
    public Failure? Judge(string step, Answer answer)
    {
        if (Get(answer) is not { } found)
        {
            return new Failure(step, Field, Texts.Show(Expected), $"no JSON object: {answer.Raw}");
        }

        var holds = found.Lost is null ? Holds(found.Value) : HoldsWhenLost;

        return holds ? null : new Failure(step, Field, Texts.Show(Expected), found.Lost ?? Texts.Show(found.Value));
    }
}

/// <summary>An assertion that did not hold.</summary>
internal sealed record Failure(string Step, string Field, string Expected, string Came)
{
    public override string ToString() => $"[{Step}] {Field}: expected {Expected}, came {Came}";
}
