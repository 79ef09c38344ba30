using System.Net;
using System.Net.Http.Headers;

namespace BuildCompress.IntegrationTests.Agent;

/// <summary>A network that cuts event streams after some bytes, a few times.</summary>
internal sealed class BreakingHandler(int breaks, int afterBytes) : DelegatingHandler(new SocketsHttpHandler())
{
    public int BreaksLeft { get; private set; } = breaks;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (BreaksLeft == 0 || answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
            return answer;
        BreaksLeft--;
        answer.Content = new BrokenContent(await answer.Content.ReadAsStreamAsync(cancellationToken), afterBytes);
        return answer;
    }

    private sealed class BrokenContent : HttpContent
    {
        private readonly Stream stream;

        public BrokenContent(Stream inner, int afterBytes)
        {
            stream = new BrokenStream(inner, afterBytes);
            Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(stream);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class BrokenStream(Stream inner, int left) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (left <= 0)
                throw new IOException("The connection was reset.");
            var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, left)], cancellationToken);
            left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
