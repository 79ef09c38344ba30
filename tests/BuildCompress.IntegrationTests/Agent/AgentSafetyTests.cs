using System.Net;
using System.Net.Sockets;
using System.Text;
using BuildCompress.Agent.Hosting;
using BuildCompress.Agent.Safety;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Recordings;
using BuildCompress.IntegrationTests.Devices;

namespace BuildCompress.IntegrationTests.Agent;

/// <summary>What an agent refuses, and that nothing brings it down.</summary>
[Collection(TimingCollection.Name)]
public sealed class AgentSafetyTests
{
    private const string Token = "correct horse battery staple";

    [Theory]
    [InlineData("http://0.0.0.0:5127", null, false, "no token")]
    [InlineData("http://192.168.1.5:5127", null, true, "no token")]
    [InlineData("http://[::]:5127", Token, false, "without TLS")]
    [InlineData("http://pi4.local:5127", Token, false, "without TLS")]
    [InlineData("http://127.0.0.1:5127", "short", false, "at least 16")]
    public void AnAgentThatOthersCouldMisuseDoesNotStart(string listen, string? token, bool unencrypted, string reason)
    {
        var options = new AgentOptions { Listen = listen, Token = token, AllowAnyoneOnTheNetworkToReadTokenAndModels = unencrypted };

        var error = Assert.Throws<DiagnosticException>(() => AgentSafety.Check(options));

        Assert.Equal("BCMP5015", error.Diagnostics.Single().Id);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5127", null, false)]
    [InlineData("http://localhost:5127", null, false)]
    [InlineData("http://[::1]:5127", null, false)]
    [InlineData("http://0.0.0.0:5127", Token, true)]
    public void AnAgentThatIsSafeOrWasToldOtherwiseStarts(string listen, string? token, bool unencrypted)
    {
        var (_, checkedToken) = AgentSafety.Check(new AgentOptions { Listen = listen, Token = token, AllowAnyoneOnTheNetworkToReadTokenAndModels = unencrypted });

        Assert.Equal(token, checkedToken);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer " + Token + "!")]
    [InlineData("Basic " + Token)]
    public async Task NothingIsServedWithoutTheToken(string? authorization)
    {
        await using var agent = await RunningAgent.StartAsync(token: Token);
        using var http = new HttpClient { BaseAddress = agent.Address };
        if (authorization is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        foreach (var path in new[] { AgentApi.Device, AgentApi.OpenApi, AgentApi.MeasurementOf(new string('0', 32)) })
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task TheRightTokenIsServedAndAWrongOneIsADiagnostic()
    {
        await using var agent = await RunningAgent.StartAsync(token: Token);
        using var right = agent.Client();
        using var wrong = new AgentClient(agent.Address, "not the right secret");
        using var none = new AgentClient(agent.Address, null);

        Assert.Equal(AgentApi.Version, (await right.GetDescriptionAsync(CancellationToken.None)).ApiVersion);
        Assert.Equal("BCMP5011", await RefusalAsync(wrong));
        Assert.Equal("BCMP5011", await RefusalAsync(none));
    }

    [Fact]
    public async Task WebPagesCannotReachAnAgentWithoutAToken()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var http = agent.Http();
        using var rebound = new HttpRequestMessage(HttpMethod.Get, AgentApi.Device) { Headers = { Host = "evil.example" } };
        using var page = new HttpRequestMessage(HttpMethod.Get, AgentApi.Device) { Headers = { { "Origin", "https://evil.example" } } };

        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(rebound)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(page)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(AgentApi.Device)).StatusCode);
    }

    [Fact]
    public async Task UploadsAreCheckedAndTheOldestMakeRoom()
    {
        await using var agent = await RunningAgent.StartAsync(new AgentLimits { Upload = new Bytes(1000), Store = new Bytes(2500) });
        using var http = agent.Http();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(http, new string('0', 64), new byte[10]));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(http, "..%2F..%2Fetc", new byte[10]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(http, Recording.DigestOf(new byte[1001]), new byte[1001]));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(agent.Data, "models")));

        byte[][] models = [[1, .. new byte[999]], [2, .. new byte[999]], [3, .. new byte[999]]];
        foreach (var model in models)
        {
            Assert.Equal(HttpStatusCode.NoContent, await PutAsync(http, Recording.DigestOf(model), model));
            await Task.Delay(30); // Ages are file times.
        }
        Assert.Equal(HttpStatusCode.NotFound, await HeadAsync(http, models[0]));
        Assert.Equal(HttpStatusCode.OK, await HeadAsync(http, models[1]));
        Assert.Equal(HttpStatusCode.OK, await HeadAsync(http, models[2]));
    }

    [Theory]
    [InlineData("--listne", "http://127.0.0.1:0")]
    [InlineData("--help")]
    [InlineData("--listen")]
    [InlineData("--Agent:Lisen=http://127.0.0.1:0")]
    [InlineData("--Agent:Limits:Upload", "huge")]
    public void AMisspeltOptionDoesNotStartAnAgentThatLacksIt(params string[] args) =>
        Assert.Equal("BCMP5016", Assert.Throws<DiagnosticException>(() => AgentConfiguration.Read(args)).Diagnostics.Single().Id);

    [Fact]
    public void BothProgramsTakeTheSameOptions()
    {
        var options = AgentConfiguration.Read(["--listen", "http://127.0.0.1:9", "--Agent:Limits:Upload=2 MiB", "--data=here"]);

        Assert.Equal(("http://127.0.0.1:9", new Bytes(2 << 20), "here"), (options.Listen, options.Limits.Upload, options.Data));
    }

    [Fact]
    public async Task AnAddressOrFolderThatCannotBeUsedIsADiagnostic()
    {
        await using var other = await RunningAgent.StartAsync();
        var file = Path.Combine(other.Data, "file");
        await File.WriteAllTextAsync(file, "");

        foreach (var options in new AgentOptions[]
            {
                new() { Listen = other.Address.ToString(), Data = other.Data },
                new() { Listen = "http://127.0.0.1:0", Data = file },
                new() { Listen = "http://127.0.0.1:0", Data = other.Data, Limits = new AgentLimits { RequestsPerSecond = 0 } },
                new() { Listen = "http://203.0.113.7:5127", Data = other.Data, Token = Token, AllowAnyoneOnTheNetworkToReadTokenAndModels = true }, // not ours
            })
        {
            var error = await Assert.ThrowsAsync<DiagnosticException>(() => AgentHost.StartAsync(options, CancellationToken.None));
            Assert.Equal("BCMP5016", error.Diagnostics.Single().Id);
        }
        await using var byName = await AgentHost.StartAsync(new AgentOptions { Listen = "http://localhost:0", Data = other.Data }, CancellationToken.None);
        Assert.True(AgentHost.AddressOf(byName).Port > 0);
    }

    [Fact]
    public async Task TwoHundredMalformedRequestsAreRefusedAndTheServiceStaysUp()
    {
        await using var agent = await RunningAgent.StartAsync(new AgentLimits { RequestsPerSecond = 1000 });
        var random = new Random(1);

        for (var i = 0; i < 200; i++)
        {
            var answer = await SendAsync(agent.Address, Malformed(i, random));
            // An answer, if any, blames the client; 505 is HTTP's word for a version that does not exist.
            var blamed = answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal);
            Assert.True(blamed, $"request {i}: {answer.Split('\r')[0]}");
        }

        using var http = agent.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(AgentApi.Device)).StatusCode);
    }

    [Fact]
    public async Task SlowClientsAreCutOffAndOthersAreServedMeanwhile()
    {
        await using var agent = await RunningAgent.StartAsync();
        var slow = new List<TcpClient>();
        for (var i = 0; i < 40; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(agent.Address.Host, agent.Address.Port);
            var start = i % 2 == 0
                ? "GET /v1/device HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"
                : $"PUT {AgentApi.ModelOf(new string('0', 64))} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nx";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(start));
            slow.Add(client);
        }

        using var http = agent.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(AgentApi.Device)).StatusCode);
        foreach (var client in slow)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var buffer = new byte[4096];
            while (await ReadAsync(client.GetStream(), buffer, patience.Token) > 0)
            {
                // Whatever it says on the way, the agent closes the connection.
            }
            client.Dispose();
        }
    }

    [Fact]
    public async Task OneAddressCannotHoldAllConnections()
    {
        if (!OperatingSystem.IsLinux())
            return; // Elsewhere this machine has one loopback address only.
        await using var agent = await RunningAgent.StartAsync();
        var held = new List<TcpClient>();
        for (var i = 0; i < 300; i++)
        {
            var client = new TcpClient();
            held.Add(client);
            try
            {
                await client.ConnectAsync(agent.Address.Host, agent.Address.Port);
            }
            catch (SocketException)
            {
                Assert.InRange(i, 64, 300); // Its share is used up: closed at once.
            }
        }

        using var other = new TcpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await other.ConnectAsync(agent.Address.Host, agent.Address.Port);
        await other.GetStream().WriteAsync("GET /v1/device HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var answer = new StreamReader(other.GetStream());

        Assert.Equal("HTTP/1.1 200 OK", await answer.ReadLineAsync());
        held.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task TooManyRequestsAreTurnedAway()
    {
        await using var agent = await RunningAgent.StartAsync(new AgentLimits { RequestsPerSecond = 1 });
        using var http = agent.Http();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 30; i++)
            answers.Add((await http.GetAsync(AgentApi.Device)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    private static async Task<string> RefusalAsync(AgentClient client) =>
        (await Assert.ThrowsAsync<DiagnosticException>(() => client.DescribeAsync(CancellationToken.None))).Diagnostics.Single().Id;

    private static async Task<HttpStatusCode> PutAsync(HttpClient http, string digest, byte[] model) =>
        (await http.PutAsync(AgentApi.ModelOf(digest), new ByteArrayContent(model))).StatusCode;

    private static async Task<HttpStatusCode> HeadAsync(HttpClient http, byte[] model)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, AgentApi.ModelOf(Recording.DigestOf(model)));
        return (await http.SendAsync(request)).StatusCode;
    }

    /// <summary>Orders that are no JSON, lack fields or hold nonsense; broken HTTP; pure noise.</summary>
    private static byte[] Malformed(int number, Random random)
    {
        string[] bodies =
        [
            "", "{", "null", "[]", "\"text\"", "{\"models\":null}", "{\"models\":[]}", "{\"models\":[null]}", "{\"models\":[{}]}",
            "{\"models\":[{\"name\":\"\",\"digest\":\"0\"}],\"protocol\":{}}",
            "{\"models\":[{\"name\":\"a\",\"digest\":\"" + new string('0', 64) + "\"}],\"protocol\":{\"threads\":-1}}",
            "{\"models\":[{\"name\":\"a\",\"digest\":\"" + new string('0', 64) + "\"}],\"protocol\":{\"blocks\":2147483647}}",
            "{\"models\":[{\"name\":\"a\",\"digest\":\"" + new string('0', 64) + "\"}],\"protocol\":{\"timePerModel\":\"99999999:00:00\"}}",
            "{\"models\":[{\"name\":\"a\",\"digest\":\"" + new string('0', 64) + "\"}]}",
            "{\"models\":{\"a\":" + new string('[', 2000) + "}", "\u0000\u0001",
        ];
        string[] paths =
        [
            AgentApi.MeasurementOf(new string('a', 32)), AgentApi.MeasurementOf("x"), AgentApi.ModelOf("nope"), "/v1/measurements/", "/", "/v2/device",
            AgentApi.EventsOf("0"), "/v1/models/" + new string('0', 64) + "/../../../etc/passwd",
        ];
        string[] methods = ["PUT", "POST", "DELETE", "PATCH", "TRACE", "GARBAGE"];
        var body = bodies[number % bodies.Length];
        var head = $"{methods[number % methods.Length]} {paths[number / 3 % paths.Length]} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + $"Content-Type: {(number % 5 == 0 ? "text/plain" : "application/json")}\r\nContent-Length: {body.Length}\r\n\r\n";
        var request = Encoding.Latin1.GetBytes(head + body);
        if (number % 4 == 3)
        {
            for (var i = 0; i < 20; i++)
                request[random.Next(request.Length)] = (byte)random.Next(256);
        }
        if (number % 10 == 9)
            random.NextBytes(request);
        return request;
    }

    /// <summary>Sends bytes, closes the sending side, and reads what comes back.</summary>
    private static async Task<string> SendAsync(Uri address, byte[] request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = client.GetStream();
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, patience.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // Closed on us: fair enough.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    private static async Task<int> ReadAsync(NetworkStream stream, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellation);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
