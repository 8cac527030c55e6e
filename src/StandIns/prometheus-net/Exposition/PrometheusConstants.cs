using System.Net.Http.Headers;
using System.Text;

namespace Prometheus;

/// <summary>What a scrape is answered with.</summary>
public static class PrometheusConstants
{
    /// <summary>The media type of the text format.</summary>
    public const string TextContentType = "text/plain";

    /// <summary>The content type of an answer.</summary>
    public static readonly string TextContentTypeWithVersionAndEncoding = TextContentType + "; version=0.0.4; charset=utf-8";

    /// <inheritdoc cref="TextContentTypeWithVersionAndEncoding"/>
    public static readonly MediaTypeHeaderValue ExporterContentTypeValue =
        MediaTypeHeaderValue.Parse(TextContentTypeWithVersionAndEncoding);

    /// <summary>UTF-8 without a mark.</summary>
    public static readonly Encoding ExportEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}
