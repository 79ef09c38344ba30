using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;

namespace BuildCompress.Agent.Hosting;

/// <summary>Serilog: one line an event on standard error, and in a file when one is named.</summary>
internal static class AgentLogging
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static void AddAgentLog(this ILoggingBuilder logging, AgentOptions options)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Console(outputTemplate: Template, standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        if (options.LogFile is { } file)
        {
            configuration = configuration.WriteTo.File(
                file, outputTemplate: Template, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 7,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        }
        logging.ClearProviders();
        logging.AddSerilog(configuration.CreateLogger(), dispose: true);
    }
}
