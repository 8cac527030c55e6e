using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JobWorker.DevSidecar.Resources;

/// <summary>How deep and how large a resource file may be: aliases make a small one large, or one that contains itself.</summary>
internal static class YamlLimits
{
    /// <summary>Lists and mappings inside each other, at most.</summary>
    public const int Depth = 64;

    /// <summary>Values of one document with every alias written out, at most.</summary>
    public const int Values = 100_000;

    /// <summary>Looks at the text before a tree is made of it, which would run out of stack.</summary>
    /// <exception cref="ResourceException">It is nested too deep.</exception>
    /// <exception cref="YamlException">It is not YAML.</exception>
    public static void CheckText(string path, string text)
    {
        var parser = new Parser(new StringReader(text));

        // The stream and the document are levels too.
        for (var depth = -2; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > Depth)
            {
                throw TooDeep(path, parser.Current.Start);
            }
        }
    }

    /// <summary>Looks at the tree, aliases followed.</summary>
    /// <exception cref="ResourceException">It is too deep, which one that contains itself is, or too large.</exception>
    public static void CheckTree(string path, YamlNode root)
    {
        var left = Values;
        Count(path, root, 0, ref left);
    }

    private static void Count(string path, YamlNode node, int depth, ref int left)
    {
        if (depth > Depth)
        {
            throw TooDeep(path, node.Start);
        }

        if (--left < 0)
        {
            throw new ResourceException(At(path, node.Start), $"has more than {Values} values once aliases are written out.");
        }

        foreach (var child in Children(node))
        {
            Count(path, child, depth + 1, ref left);
        }
    }

    private static IEnumerable<YamlNode> Children(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(pair => new[] { pair.Key, pair.Value }),
        YamlSequenceNode list => list.Children,
        _ => [],
    };

    private static ResourceException TooDeep(string path, Mark at) =>
        new(At(path, at), $"is nested more than {Depth} deep, or contains itself.");

    private static string At(string path, Mark at) => string.Create(CultureInfo.InvariantCulture, $"{path}:{at.Line}");
}
