using System.Text.Json;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobWorker.Cli.Commands.Common;

/// <summary>One command being carried out.</summary>
/// <param name="Terminal">Where it is shown.</param>
/// <param name="Service">Who is asked.</param>
/// <param name="Json">Answers are for programs.</param>
/// <param name="Zone">Of the times that are shown and read.</param>
internal sealed record Session(Terminal Terminal, ServiceClient Service, bool Json, TimeZoneInfo Zone) : IDisposable
{
    /// <summary>Times, seen from now.</summary>
    public TimeText Times => new(Now, Zone);

    /// <summary>UTC.</summary>
    public DateTimeOffset Now => Terminal.Clock.GetUtcNow();

    /// <summary>For people.</summary>
    public void Show(IRenderable page) => Terminal.Out.Write(new Rows(page));

    /// <summary>For people, as markup.</summary>
    public void Line(string markup) => Terminal.Out.MarkupLine(markup);

    /// <summary>Beside the answer, as markup: on the error stream.</summary>
    public void Note(string markup) => Terminal.Error.MarkupLine(markup);

    /// <summary>For programs: the bytes, and a new line.</summary>
    public void WriteRaw(ReadOnlySpan<byte> json)
    {
        Terminal.Raw.Write(json);
        Terminal.Raw.Write("\n"u8);
        Terminal.Raw.Flush();
    }

    /// <summary>For programs.</summary>
    public void Write<T>(T value) => WriteRaw(JsonSerializer.SerializeToUtf8Bytes(value, ServiceClient.Format));

    /// <summary>Writes an answer as it came, or as <paramref name="page"/> shows it.</summary>
    public void Tell<T>(Answer answer, Func<T, IRenderable> page)
    {
        if (Json)
        {
            WriteRaw(answer.Body);
        }
        else
        {
            Show(page(answer.As<T>()));
        }
    }

    /// <summary>Time to the next look.</summary>
    public Task PauseAsync(CancellationToken cancel) => Task.Delay(Terminal.Pace, Terminal.Clock, cancel);

    public void Dispose() => Service.Dispose();
}
