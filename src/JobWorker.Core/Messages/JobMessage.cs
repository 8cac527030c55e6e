using System.Security.Cryptography;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages.Reading;

namespace JobWorker.Core.Messages;

/// <summary>Reads messages: opens their envelopes and checks every rule of the message contract, section 1.</summary>
public static class JobMessage
{
    /// <summary>Reads one message as a broker delivered it. Never throws, whatever the bytes.</summary>
    /// <remarks>
    /// Where a JSON object names a property twice, the last one counts. The payload's hash is taken over its
    /// <see cref="CanonicalJson">canonical form</see>, so neither the envelope nor a broker that encodes JSON anew changes it.
    /// </remarks>
    /// <param name="utf8">The bytes; a byte order mark in front is skipped.</param>
    /// <param name="limits">What this installation asks beyond the contract.</param>
    public static MessageReading Read(ReadOnlyMemory<byte> utf8, MessageLimits limits) => Envelope.Open(utf8) switch
    {
        Opened.Payload payload => Read(payload, limits),
        Opened.Nothing nothing => new MessageReading.Unusable(nothing.Reason),
        var other => throw new System.Diagnostics.UnreachableException($"No rule for {other.GetType().Name}"),
    };

    private static MessageReading Read(Opened.Payload payload, MessageLimits limits)
    {
        var findings = new Findings();
        var message = new ObjectReader(payload.Json, path: "", findings);
        var id = message.Take("id").Required(Rules.Id);
        if (id is null)
        {
            return new MessageReading.Unusable($"{findings.Violations[0].Field}: {findings.Violations[0].Rule}")
            {
                Trace = Envelope.TraceOf(message) ?? payload.Trace,
            };
        }

        if (payload.Bytes > MessageLimits.PayloadBytes)
        {
            findings.Violates("message", $"must be at most {MessageLimits.PayloadBytes} bytes, is {payload.Bytes}");
        }

        var service = message.Take("service").Required(Rules.DnsLabel);
        var job = JobReader.Read(message.Take("job"), limits);
        var webhook = ReadWebhook(message.Take("webhook"));
        var trace = Envelope.TraceOf(message) ?? payload.Trace;
        message.IgnoreRest();
        var hash = Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(payload.Json)));

        return findings.Violations.IsEmpty && service is not null && job is not null
            ? new MessageReading.Valid(new JobRequest(id, service, job, webhook) { Trace = trace }, hash, findings.Ignored)
            : new MessageReading.Invalid(id, service, webhook, findings.Violations, hash)
            {
                Namespace = job is { Namespace: [_, ..] space } ? space : null,
                Trace = trace,
            };
    }

    private static string? ReadWebhook(Field field)
    {
        var webhook = field.Object();
        var url = webhook?.Take("url").Optional(Rules.WebhookUrl);
        webhook?.IgnoreRest();

        return url;
    }
}
