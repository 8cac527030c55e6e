using System.Globalization;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Hosting.Settings;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace JobWorker.Host.Hosting.Logging;

/// <summary>Serilog to the console: JSON lines in a container, readable lines on a terminal.</summary>
internal static class ConsoleLog
{
    private const string Template = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static void AddConsoleLog(this WebApplicationBuilder builder)
    {
        var level = builder.Configuration.GetValue("Logging:LogLevel:Default", LogLevel.Information);
        var settings = new LoggerConfiguration()
            .MinimumLevel.Is((LogEventLevel)level)
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning);
        ITextFormatter format = builder.Configuration.GetValue("DOTNET_RUNNING_IN_CONTAINER", false)
            ? new JsonFormatter(renderMessage: true)
            : new MessageTemplateTextFormatter(Template, CultureInfo.InvariantCulture);
        var logger = (Console.IsOutputRedirected
            ? settings.WriteTo.Sink(new BatchedLines(format, Console.OpenStandardOutput(), TimeProvider.System))
            : settings.WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture)).CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }

    /// <summary>Says where the doors are, and which old variables mean nothing here.</summary>
    public static void LogStart(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILogger<WebApplication>>();
        foreach (var (name, why) in EnvironmentNames.Ignored.Where(v => app.Configuration[v.Key] is { Length: > 0 }))
        {
            logger.VariableIgnored(name, why);
        }

        var listen = app.Services.GetRequiredService<IOptions<ListenOptions>>().Value;
        var policy = app.Services.GetRequiredService<IOptions<PolicyOptions>>().Value;
        logger.Listening(
            $"127.0.0.1:{listen.SidecarPort}",
            $"{listen.PublicAddress}:{listen.PublicPort}",
            string.Join(", ", policy.Namespaces.DefaultIfEmpty(policy.OwnNamespace)));
    }
}
