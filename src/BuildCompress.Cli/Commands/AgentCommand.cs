using System.CommandLine;
using BuildCompress.Agent.Hosting;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary><c>agent</c>: lets builds elsewhere measure on this machine.</summary>
internal static class AgentCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var defaults = new AgentOptions();
        var listen = new Option<string>("--listen") { Description = "Address to listen on; anything but loopback needs a token.", DefaultValueFactory = _ => defaults.Listen };
        var token = new Option<FileInfo?>("--token-file") { Description = $"File whose first line clients must show; {AgentClient.TokenVariable} sets it too." };
        var certificate = new Option<FileInfo?>("--certificate") { Description = "Certificate for https: PFX without a password, or PEM." };
        var key = new Option<FileInfo?>("--certificate-key") { Description = "Private key of a PEM certificate." };
        var unencrypted = new Option<bool>("--allow-anyone-on-the-network-to-read-token-and-models") { Description = "Listen beyond loopback without TLS." };
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder of uploaded models.", DefaultValueFactory = _ => new DirectoryInfo(defaults.Data) };
        var log = new Option<FileInfo?>("--log-file") { Description = "Log file, one a day; the log goes to standard error as well." };

        var command = new Command("agent", "Let builds elsewhere measure on this machine, until stopped.") { listen, token, certificate, key, unencrypted, data, log };
        command.SetAction((parsed, _) =>
        {
            var options = new AgentOptions
            {
                Listen = parsed.GetRequiredValue(listen),
                TokenFile = parsed.GetValue(token)?.FullName,
                Token = Environment.GetEnvironmentVariable(AgentClient.TokenVariable),
                Certificate = parsed.GetValue(certificate)?.FullName,
                CertificateKey = parsed.GetValue(key)?.FullName,
                AllowAnyoneOnTheNetworkToReadTokenAndModels = parsed.GetValue(unencrypted),
                Data = parsed.GetRequiredValue(data).FullName,
                LogFile = parsed.GetValue(log)?.FullName,
            };
            return Invocation.RunAsync(OutputFormat.Text, terminal with { ErrorStyle = TerminalStyle.Plain }, stop, async (_, cancellation) =>
            {
                await AgentHost.RunAsync(options, cancellation);
                return new Stopped();
            });
        });
        return command;
    }

    /// <summary>It ran until it was stopped, which is how it should end.</summary>
    private sealed record Stopped : IResult
    {
        public ExitCode AsExitCode() => ExitCode.Ok;

        public void Render(IAnsiConsole console)
        {
        }
    }
}
