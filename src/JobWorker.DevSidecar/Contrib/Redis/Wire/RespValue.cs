using System.Globalization;
using System.Text;

namespace JobWorker.DevSidecar.Contrib.Redis.Wire;

/// <summary>One value of Redis' protocol (RESP2): what a server answers, and, as an array of bulks, what a client asks.</summary>
internal abstract record RespValue
{
    /// <summary>No value, written <c>$-1</c>.</summary>
    public static readonly RespValue Null = new Nothing(OfArray: false);

    /// <summary>No array, written <c>*-1</c>: a read that timed out.</summary>
    public static readonly RespValue NullArray = new Nothing(OfArray: true);

    public static readonly RespValue Ok = new Status("OK");

    private RespValue() { }

    /// <summary>A short text such as <c>OK</c>.</summary>
    public sealed record Status(string Word) : RespValue;

    /// <summary>A refusal; the first word is its code, such as <c>WRONGTYPE</c>.</summary>
    public sealed record Failure(string Message) : RespValue;

    public sealed record Number(long Value) : RespValue;

    public sealed record Bulk(ReadOnlyMemory<byte> Payload) : RespValue;

    public sealed record List(IReadOnlyList<RespValue> Elements) : RespValue;

    public sealed record Nothing(bool OfArray) : RespValue;

    public bool IsNull => this is Nothing;

    /// <summary>The elements; none of a value that is no array.</summary>
    public IReadOnlyList<RespValue> Items => this is List list ? list.Elements : [];

    /// <summary>The bytes of a bulk or a status; empty of anything else.</summary>
    public ReadOnlyMemory<byte> Bytes => this switch
    {
        Bulk bulk => bulk.Payload,
        Status status => Encoding.UTF8.GetBytes(status.Word),
        _ => ReadOnlyMemory<byte>.Empty,
    };

    /// <summary>The value as text; empty of null and of arrays.</summary>
    public string Text => this switch
    {
        Bulk bulk => Encoding.UTF8.GetString(bulk.Payload.Span),
        Status status => status.Word,
        Failure failure => failure.Message,
        Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public long Long => this is Number number ? number.Value : long.Parse(Text, CultureInfo.InvariantCulture);

    public static RespValue Of(string text) => new Bulk(Encoding.UTF8.GetBytes(text));

    public static RespValue Of(IEnumerable<RespValue> items) => new List([.. items]);
}
