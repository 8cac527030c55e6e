using System.Text;
using System.Text.Json;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Journals;

public sealed class AHashChain
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Recorded<JsonElement>[] Stream = Chain(
        new JobRequested(
            Request, "hash", [], Noon), new JobCreated(Ref, Noon), new PodStarted(Pod, Noon), new JobSucceeded(120, Noon));

    [Fact]
    public void Holds() => Assert.Null(HashChain.Verify(Stream));

    [Fact]
    public void Holds_for_no_events() => Assert.Null(HashChain.Verify([]));

    [Fact]
    public void Can_be_followed_from_the_middle() => Assert.Null(HashChain.Verify(Stream[2..], version: 2, Stream[1].Hash));

    [Fact]
    public void Is_this_for_ever() => Assert.Equal(
        "ae5e7a430820dae6a9e52d494456c968844cb4a497ce1fb5b9c3ae67fd08f090",
        HashChain.Next(HashChain.Start, 1, """{"type":"job.succeeded.v1","durationSeconds":120}"""u8));

    [Fact]
    public void Holds_though_a_store_encodes_the_json_anew()
    {
        var sorted = Stream.Select(r => r with { Event = Parse(Encoding.UTF8.GetString(CanonicalJson.Of(r.Event))) });
        var indented = Stream.Select(r => r with { Event = Parse(JsonSerializer.Serialize(r.Event, Indented)) });

        Assert.Null(HashChain.Verify(sorted));
        Assert.Null(HashChain.Verify(indented));
    }

    [Fact]
    public void Shows_an_edit() => Assert.All(Enumerable.Range(0, Stream.Length), i =>
    {
        Recorded<JsonElement>[] edited = [.. Stream];
        edited[i] = edited[i] with { Event = Parse("""{"type":"job.succeeded.v1","durationSeconds":121}""") };

        Assert.Equal(i + 1, HashChain.Verify(edited)?.Version);
    });

    [Fact]
    public void Shows_an_edit_whose_hash_was_made_to_fit()
    {
        var forged = """{"type":"job.failed.v1"}""";
        Recorded<JsonElement>[] edited = [.. Stream];
        edited[1] = new(2, Parse(forged), HashChain.Next(Stream[0].Hash, 2, Encoding.UTF8.GetBytes(forged)));

        Assert.Equal(3, HashChain.Verify(edited)?.Version);
    }

    [Fact]
    public void Shows_an_omission() => Assert.All(Enumerable.Range(0, Stream.Length - 1), i =>
        Assert.Equal(i + 1, HashChain.Verify(Stream.Where(r => r.Version != i + 1))?.Version));

    [Fact]
    public void Shows_an_omission_with_the_rest_renumbered() =>
        Assert.Equal(2, HashChain.Verify([Stream[0], Stream[2] with { Version = 2 }, Stream[3] with { Version = 3 }])?.Version);

    [Fact]
    public void Shows_a_change_of_order() =>
        Assert.Equal(1, HashChain.Verify([Stream[1], Stream[0], Stream[2], Stream[3]])?.Version);

    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{ "a" : [ 1 , true , null ] }""", """{"a":[1,true,null]}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""["\u0041\/\u003c","A/<"]""", """["A/<","A/<"]""")]
    [InlineData("[1.0,1.50,-0,0.0,100,1e2,12345678901234567890123456789012345]", "[1,1.5,0,0,100,1e2,12345678901234567890123456789012345]")]
    [InlineData("""{"b":{"d":1,"c":2},"B":0}""", """{"B":0,"b":{"c":2,"d":1}}""")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("""["\ud800"]""", """["\"\\ud800\""]""")]
    public void Rests_on_one_spelling_for_every_value(string json, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Spells_a_letter_alike_whether_it_came_escaped_or_not() => Assert.All(Enumerable.Range(' ', '\u0100' - ' '), letter =>
    {
        var plain = letter is '"' or '\\' ? $"\\{(char)letter}" : $"{(char)letter}";
        var (bare, escaped) = (Json(plain), Json($"\\u{letter:x4}"));
        Assert.Equal(CanonicalJson.Of(escaped), CanonicalJson.Of(bare));

        static byte[] Json(string text) => Encoding.UTF8.GetBytes($$"""{"{{text}}":["a{{text}}b",0,10,1.0]}""");
    });

    private static Recorded<JsonElement>[] Chain(params ReadOnlySpan<JobEvent> events)
    {
        var chain = new List<Recorded<JsonElement>>();
        foreach (var e in events)
        {
            var json = JobJson.Write(e);
            var previous = chain.Count == 0 ? HashChain.Start : chain[^1].Hash;
            chain.Add(
                new(chain.Count + 1, Parse(Encoding.UTF8.GetString(json)), HashChain.Next(previous, chain.Count + 1, json)));
        }

        return [.. chain];
    }

    private static JsonElement Parse(string json) => JsonElement.Parse(json);
}
