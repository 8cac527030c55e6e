using System.Xml.Linq;

namespace JobWorker.DevSidecar.Contrib.Aws;

/// <summary>Reads the answers of Query services, whose namespaces say nothing.</summary>
internal static class XmlAnswers
{
    /// <summary>The text of the first element of that name, at any depth.</summary>
    public static string? Find(this XElement answer, string name) => answer.All(name).FirstOrDefault()?.Value;

    /// <summary>All elements of that name, at any depth.</summary>
    public static IEnumerable<XElement> All(this XElement answer, string name) =>
        answer.Descendants().Where(element => element.Name.LocalName == name);
}
