using System.Net;
using System.Security.Cryptography.X509Certificates;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BuildCompress.Agent.Hosting;

/// <summary>How Kestrel listens: what slow, huge or endless requests may cost.</summary>
internal static class AgentServer
{
    private const long LargestOrder = 1 << 20;
    private const int MostConnections = 256;
    private const int MostOfOneAddress = 64;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void Configure(KestrelServerOptions kestrel, Uri address, AgentOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestOrder;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, Grace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1024, Grace);
        var certificate = address.Scheme == "https" ? ReadCertificate(options) : null;
        var share = new ConnectionShare(MostOfOneAddress);
        void Listen(ListenOptions listen)
        {
            listen.Use(share.Wrap);
            if (certificate is not null)
                listen.UseHttps(certificate);
        }

        if (address is { Host: "localhost", Port: > 0 })
            kestrel.ListenLocalhost(address.Port, Listen);
        else
            kestrel.Listen(AddressOf(address), address.Port, Listen);
    }

    /// <summary>A name other than localhost stands for all addresses of the machine; the safety check treats it so.</summary>
    private static IPAddress AddressOf(Uri address) =>
        IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip : AgentAddress.IsLoopback(address) ? IPAddress.Loopback : IPAddress.Any;

    private static X509Certificate2 ReadCertificate(AgentOptions options)
    {
        var file = options.Certificate!;
        try
        {
            if (options.CertificateKey is null)
                return X509CertificateLoader.LoadPkcs12FromFile(file, password: null);
            // Windows cannot use a key that was never in a store.
            using var pem = X509Certificate2.CreateFromPemFile(file, options.CertificateKey);
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception error) when (error is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.AgentCannotStart.Because(
                    $"The certificate {file} cannot be used: {error.Message}", "Give a PFX file without a password, or a PEM certificate and its key."),
                error);
        }
    }
}
