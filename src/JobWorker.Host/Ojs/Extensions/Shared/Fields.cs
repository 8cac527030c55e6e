using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Reading;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Shared;

/// <summary>Reads the members of a request's body; what is wrong first is told.</summary>
/// <param name="body">An object.</param>
/// <param name="path">Where it stands in the request: before the names of its members.</param>
internal sealed class Fields(JsonElement body, string path = "")
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EnvelopeLimits.Default.Depth };

    /// <summary>There was no body at all: whatever is missed then, that is the reason.</summary>
    private bool _isMissing;

    /// <summary>What is wrong; none: nothing so far.</summary>
    public OjsError? Wrong { get; private set; }

    /// <summary>The whole body.</summary>
    public JsonElement Body => body;

    /// <summary>The body, which must be an object; where nothing was sent, an empty one.</summary>
    /// <param name="request">Has it.</param>
    /// <param name="anyText">Takes half a surrogate pair too: whoever reads the members sees to it.</param>
    /// <exception cref="BadHttpRequestException">The body is too large, or broke off.</exception>
    public static async Task<Fields> OfAsync(HttpRequest request, bool anyText = false)
    {
        var bytes = JsonInput.WithoutMark(await request.BodyAsync());
        if (bytes.Length == 0)
        {
            return new Fields(JsonElement.Parse("{}")) { _isMissing = true };
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            return Refused("The body must be UTF-8.", "Send JSON in UTF-8.");
        }

        try
        {
            if (JsonElement.Parse(bytes.Span, Options) is not { ValueKind: JsonValueKind.Object } read)
            {
                return Refused("The body must be a JSON object.", "Send {...}.");
            }

            return !anyText && HalfCharacters.Find(bytes.Span) is { } half
                ? Refused($"{half} {HalfCharacters.Rule}.", HalfCharacters.Hint)
                : new Fields(read);
        }
        catch (JsonException e)
        {
            var (rule, hint) = JsonInput.Fault(bytes.Span, Options.MaxDepth, e);

            return Refused($"The body {rule}.", hint);
        }
    }

    private static Fields Refused(string message, string hint) => new(JsonElement.Parse("{}"))
    {
        Wrong = new OjsError(StatusCodes.Status400BadRequest, "invalid_payload", message, hint),
    };

    /// <summary>Nothing is in it.</summary>
    public bool IsEmpty => !body.EnumerateObject().Any();

    /// <summary>What has another name than these is told: it might have been meant.</summary>
    /// <param name="names">Those that are known.</param>
    public void Only(params ReadOnlySpan<string> names)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                Complain<string>(member.Name, $"is not known here; {string.Join(", ", names!)} are");
            }
        }
    }

    /// <summary>Whether the body names it, be it as null.</summary>
    public bool Has(string name) => body.TryGetProperty(name, out _);

    /// <summary>A text that must be there.</summary>
    public string Required(string name, int most = 255) =>
        Text(name, most) ?? Complain<string>(name, $"is required and must be a text of 1 to {most} characters") ?? "";

    /// <summary>A text of at least one character.</summary>
    public string? Text(string name, int most = 1_024)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind is JsonValueKind.String && Read(value) is { Length: > 0 } text && text.Length <= most
            ? text
            : Complain<string>(name, $"must be a text of 1 to {most} characters");
    }

    /// <summary>Any number; one that is too large for its type is infinite.</summary>
    public double? Number(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number))
        {
            return number;
        }

        Complain<string>(name, "must be a number");

        return null;
    }

    /// <summary>A number in a range.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Complain<string>(name, FormattableString.Invariant($"must be a number from {least} to {most}"));

        return null;
    }

    /// <summary>A whole number in a range.</summary>
    public int? Whole(string name, int least, int most)
    {
        if (Number(name, least, most) is not { } number)
        {
            return null;
        }

        if (Math.Truncate(number) != number)
        {
            Complain<string>(name, "must be a whole number");
        }

        return (int)number;
    }

    /// <summary>True or false; false where nothing is said.</summary>
    public bool Flag(string name)
    {
        if (Find(name) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            Complain<string>(name, "must be true or false");
        }

        return Find(name) is { ValueKind: JsonValueKind.True };
    }

    /// <summary>Texts, where it is a list of them or a single one.</summary>
    public ImmutableArray<string>? Texts(string name, int most)
    {
        var found = Find(name) switch
        {
            { ValueKind: JsonValueKind.String } one => [one],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().ToList(),
            null => null,
            _ => Complain<List<JsonElement>>(name, "must be a list of texts"),
        };
        if (found is null)
        {
            return null;
        }

        if (found.Count > most
            || found.Exists(item => item.ValueKind is not JsonValueKind.String || Read(item) is not { Length: > 0 }))
        {
            Complain<string>(name, $"must be a list of at most {most} texts");

            return null;
        }

        return [.. found.Select(item => Read(item)!)];
    }

    /// <summary>A moment, RFC 3339.</summary>
    public DateTimeOffset? Moment(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return at;
        }

        Complain<string>(name, "must be an RFC 3339 time");

        return null;
    }

    /// <summary>The members of an object in it; nothing of an absent one.</summary>
    public Fields Object(string name)
    {
        var value = Find(name);
        if (value is { ValueKind: not JsonValueKind.Object })
        {
            Complain<string>(name, "must be an object");
        }

        return new Fields(value is { ValueKind: JsonValueKind.Object } found ? found : JsonElement.Parse("{}"), $"{path}{name}.");
    }

    /// <summary>Any JSON as it came.</summary>
    public RawJson? Raw(string name) => Find(name) is { } value ? RawJson.Of(value) : null;

    /// <summary>Takes over what is wrong with a part.</summary>
    public void Take(Fields part) => Wrong ??= part.Wrong;

    /// <summary>Notes what is wrong, to be read after the field's name, and answers none.</summary>
    public T? Complain<T>(string name, string rule)
        where T : class
    {
        var error = OjsError.Invalid(path + name, rule);
        Wrong ??= _isMissing ? error with { Code = "invalid_payload" } : error;

        return null;
    }

    private JsonElement? Find(string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    /// <summary>None where it has half of a surrogate pair, written as an escape.</summary>
    private static string? Read(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
