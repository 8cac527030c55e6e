using System.Text;

namespace JobWorker.Fuzz;

/// <summary>Mutated copies of the resource files in <c>components/redis</c>, and files made to hurt.</summary>
internal static class YamlMaker
{
    private static readonly string[] Sources = [.. Directory.GetFiles(
        Path.Combine(Repository.Root, "components", "redis"), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static readonly string[] Values =
    [
        "", "null", "~", "5", "-1", "1e999", ".nan", "true", "[]", "{}", "[a, {b: c}]", "{a: {b: [1]}}", "\"\\0\"", "'", "\"", "*x", "&x", "!!binary x", "!x y", "|", ">-",
        "2001-01-01", "0x10", "99999999999999999999", "{? a : b}", "<<", "[*x]", "{uuid}", "${X}", "\u0085", "\uFEFF", "𝄞", "9999999999h", "P99999999Y", "1h1", "-5s",
    ];

    private static readonly string[] Hurting =
    [
        Bomb(), Deep(), Huge(), "a: &x [*x]", "kind: Component\nmetadata: {name: &x [*x]}\nspec: {type: [*x]}",
        "kind: Component\nmetadata: &m {name: a, more: *m}\nspec: {type: state.in-memory, metadata: [{name: x, value: *m}]}",
        "kind: Component\nmetadata: {name: a}\nspec: {type: state.in-memory, metadata: [{name: x, value: 1e999}, {name: y, value: {a: .inf, b: 1e999}}]}",
        "kind: Component\nmetadata: {name: a}\nspec: {type: state.in-memory, metadata: [{name: x, value: {{a: b}: c, [d]: e}}]}",
        "kind: Subscription\nspec: {pubsubname: a, topic: b, route: /c, metadata: {A: 1, a: 2}}", "\t", "%YAML 9.9\n---\na", "--- --- ---", "- a\n- b", "\0",
        "kind: Component\nkind: Component", "? [a]\n: b\nkind: Component", "!!python/object:x {}", "kind: {a: b}", "kind: [Component]",
        "kind: Resiliency\nmetadata: {name: r}\nspec: {policies: {retries: {a: {policy: constant, duration: 9999999999h, maxRetries: 99999999999}}}}",
        "kind: Resiliency\nmetadata: {name: r}\nspec: {policies: 5, targets: [a]}", "kind: Resiliency\nspec: {policies: {retries: {a: 5}}}",
        "kind: Configuration\nspec: {features: [a]}", "kind: Configuration\nspec: {features: {a: b}}", "kind: Configuration\nspec: 5",
        "kind: Component\nmetadata: {name: a}\nspec: {type: state.sqlite, metadata: [{name: connectionString, value: \"\\0\"}]}",
        "kind: Component\nmetadata: {name: a}\nspec: {type: state.sqlite, metadata: [{name: connectionString, value: \"/\"}, {name: busyTimeout, value: 9999999999h}]}",
        "kind: Component\nmetadata: {name: a}\nspec: {type: bindings.http, metadata: [{name: url, value: \"http://:::/\"}, {name: responseTimeout, value: 99999999999999999}]}",
        "kind: Component\nmetadata: {name: a}\nspec: {type: bindings.http, metadata: [{name: url, value: \"http://127.0.0.1\"}, {name: responseTimeout, value: 999999h}]}",
        "kind: Component\nmetadata: {name: a}\nspec: {type: lock.redis, metadata: [{name: redisHost, value: \":::\"}, {name: redisDB, value: x}]}",
        "kind: Component\nmetadata: {name: a}\nspec: {type: secretstores.local.file, metadata: [{name: secretsFile, value: \"/nowhere/\\0\"}]}",
        "kind: Component\nmetadata: {name: a}\nspec: {type: pubsub.redis, metadata: [{name: concurrency, value: 99999999999}, {name: queueDepth, value: -1}]}",
    ];

    /// <summary>The n-th file: first those made to hurt, then mutations.</summary>
    public static string Make(Random random, int n)
    {
        if (n < Hurting.Length)
        {
            return Hurting[n];
        }

        var text = new StringBuilder(Sources[random.Next(Sources.Length)]);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            Mutate(text, random);
        }

        return text.ToString();
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        var lines = text.ToString().Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(8))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 2:
                lines[at] = " " + lines[at];
                break;
            case 3:
                lines[at] = lines[at].TrimStart();
                break;
            case 4 when lines[at].Length > 0:
                var letter = random.Next(lines[at].Length);
                lines[at] = lines[at][..letter] + (char)random.Next(32, 300) + lines[at][(letter + 1)..];
                break;
            case 5:
                lines[at] += Values[random.Next(Values.Length)];
                break;
            default:
                var colon = lines[at].IndexOf(':', StringComparison.Ordinal);
                lines[at] = colon < 0 ? Values[random.Next(Values.Length)] : $"{lines[at][..(colon + 1)]} {Values[random.Next(Values.Length)]}";
                break;
        }

        text.Clear().AppendJoin('\n', lines);
    }

    /// <summary>Eleven levels of ten aliases: a hundred thousand million values once written out.</summary>
    private static string Bomb()
    {
        var text = new StringBuilder("kind: Component\nmetadata: {name: a}\nspec:\n  type: state.in-memory\n  metadata:\n  - name: x\n    value:\n      a0: &a0 x\n");
        for (var level = 1; level <= 11; level++)
        {
            text.Append($"      a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        return text.ToString();
    }

    private static string Deep() => "kind: Component\nmetadata: " + new string('[', 20_000);

    private static string Huge() => "kind: Component\nmetadata: {name: a}\nspec: {type: state.in-memory, metadata: [{name: x, value: \"" + new string('x', 20 << 20) + "\"}]}";
}
