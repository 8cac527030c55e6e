using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Uniqueness;

/// <summary>What makes two jobs the same to a rule. OJS unique jobs, section 4.</summary>
public static class Fingerprint
{
    /// <summary>SHA-256, in lower-case hexadecimal, of the canonical JSON of what counts: the type, and what the keys name.</summary>
    /// <param name="rule">What counts.</param>
    /// <param name="job">The job.</param>
    public static string Of(UniqueRule rule, JobSpec job) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(rule, job))));

    /// <summary>What is hashed; its members are in order as they stand.</summary>
    internal static string Canonical(UniqueRule rule, JobSpec job)
    {
        var args = job.Args.ToElement();
        var meta = job.Meta?.ToElement();
        string?[] members =
        [
            rule.Keys.Contains("args") ? $"\"args\":{Args(rule, args)}" : null,
            rule.Keys.Contains("meta") ? $"\"meta\":{Picked(rule.MetaKeys, key => MemberOf(meta, key))}" : null,
            rule.Keys.Contains("queue") ? $"\"queue\":\"{job.Queue}\"" : null,
            $"\"type\":\"{job.Type}\"",
        ];

        return $"{{{string.Join(',', members.Where(member => member is not null))}}}";
    }

    /// <summary>The member of that name in the first of the objects among the arguments that has one.</summary>
    internal static JsonElement? Member(JsonElement args, string key) =>
        args.ValueKind is JsonValueKind.Array
            ? args.EnumerateArray().Select(item => MemberOf(item, key)).FirstOrDefault(member => member is not null)
            : null;

    private static string Args(UniqueRule rule, JsonElement args) =>
        rule.ArgsKeys.IsEmpty ? CanonicalValue.Of(args) : Picked(rule.ArgsKeys, key => Member(args, key));

    /// <summary>An object of the members that are there.</summary>
    private static string Picked(IEnumerable<string> keys, Func<string, JsonElement?> member) => CanonicalValue.Of(
        keys.Select(key => (key, member(key))).Where(pair => pair.Item2 is not null).Select(pair => (pair.key, pair.Item2!.Value)));

    private static JsonElement? MemberOf(JsonElement? json, string key) =>
        json is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(key, out var member) ? member : null;
}
