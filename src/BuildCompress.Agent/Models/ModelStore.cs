using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BuildCompress.Agent.Safety;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Http;

namespace BuildCompress.Agent.Models;

/// <summary>
/// Uploaded models, one file for each digest. What is written appears under its name only when it is complete and its digest is right; the
/// models used longest ago go when room is needed, unless a measurement still needs them.
/// </summary>
internal sealed partial class ModelStore
{
    private const int BufferSize = 1 << 16;

    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(10);

    private readonly Lock guard = new();
    private readonly Dictionary<string, int> uses = [];
    private readonly string folder;
    private readonly AgentLimits limits;
    private long arriving;

    public ModelStore(string data, AgentLimits limits)
    {
        this.limits = limits;
        folder = Path.Combine(data, "models");
        // On Linux digests are OpenSSL's: .NET ends a program that lacks it, which is better now than in the middle of the first upload.
        _ = SHA256.HashData([]);
        Directory.CreateDirectory(folder);
        foreach (var left in Directory.EnumerateFiles(folder, "*.part"))
            File.Delete(left);
    }

    /// <summary>Whether a model is there; being asked for counts as use.</summary>
    /// <exception cref="Refusal">It is no digest.</exception>
    public bool Contains(string digest)
    {
        lock (guard)
        {
            var path = PathOf(digest);
            if (!File.Exists(path))
                return false;
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return true;
        }
    }

    /// <summary>Keeps a model until the lease is disposed.</summary>
    /// <exception cref="Refusal">There is no such model.</exception>
    public ModelLease Lease(string digest)
    {
        lock (guard)
        {
            if (!Contains(digest))
                throw new Refusal(StatusCodes.Status409Conflict, $"The model {digest} has not been uploaded, or was evicted since.", $"PUT it to {AgentApi.ModelOf(digest)} first.");
            uses[digest] = uses.GetValueOrDefault(digest) + 1;
            return new ModelLease(PathOf(digest), () => Release(digest));
        }
    }

    /// <summary>Stores an upload.</summary>
    /// <exception cref="Refusal">It is too large, incomplete, or has another digest.</exception>
    public async Task AddAsync(string digest, Stream upload, CancellationToken cancellation)
    {
        var path = PathOf(digest);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(LongestUpload);
            var actual = await WriteAsync(part, upload, patience.Token);
            if (actual != digest)
            {
                throw new Refusal(
                    StatusCodes.Status422UnprocessableEntity, $"The upload has the digest {actual}, not {digest}.", "Send the whole file under its SHA-256.");
            }
            lock (guard)
            {
                MakeRoom(new FileInfo(part).Length);
                File.Move(part, path, overwrite: true);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new Refusal(
                StatusCodes.Status408RequestTimeout, $"The upload took longer than {LongestUpload.TotalMinutes:0} minutes.", "Try again over a faster connection.");
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Writes an upload and gives its digest.</summary>
    private async Task<string> WriteAsync(string path, Stream upload, CancellationToken cancellation)
    {
        long length = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
        var buffer = new byte[BufferSize];
        try
        {
            while (true)
            {
                var read = await upload.ReadAsync(buffer, cancellation);
                if (read == 0)
                {
                    await file.FlushAsync(cancellation);
                    file.Flush(flushToDisk: true); // A power cut must not leave an empty file under a digest.
                    return Convert.ToHexStringLower(hash.GetHashAndReset());
                }
                length += read;
                if (Interlocked.Add(ref arriving, read) > limits.Store.Value)
                    throw Full("too many models are being uploaded at once");
                if (length > limits.Upload.Value)
                    throw new Refusal(StatusCodes.Status413PayloadTooLarge, $"The model is larger than the {limits.Upload} this agent takes.", "Raise Agent:Limits:Upload.");
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        finally
        {
            Interlocked.Add(ref arriving, -length);
        }
    }

    private static Refusal Full(string why) =>
        new(StatusCodes.Status429TooManyRequests, $"There is no room for another model: {why}.", "Try again later, or raise Agent:Limits:Store.");

    private void MakeRoom(long wanted)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*.onnx").OrderBy(file => file.LastWriteTimeUtc).ToList();
        var total = files.Sum(file => file.Length) + wanted;
        foreach (var file in files)
        {
            if (total <= limits.Store.Value)
                return;
            if (uses.ContainsKey(Path.GetFileNameWithoutExtension(file.Name)))
                continue;
            total -= file.Length;
            file.Delete();
        }
        if (total > limits.Store.Value)
            throw Full("measurements that wait need all that are stored");
    }

    private void Release(string digest)
    {
        lock (guard)
        {
            if (--uses[digest] == 0)
                uses.Remove(digest);
        }
    }

    private string PathOf(string digest) => Digest().IsMatch(digest)
        ? Path.Combine(folder, digest + ".onnx")
        : throw Refusal.BadRequest("A digest is 64 lower-case hexadecimal digits.", "Use the SHA-256 of the file.");

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Digest();
}
