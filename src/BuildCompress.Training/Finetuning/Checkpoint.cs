using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Finetuning;

/// <summary>
/// An interrupted run on disk: step, running means, network state and momentum. It carries a digest of the run it belongs to and a checksum,
/// so that a run only ever takes up its own, whole checkpoint.
/// </summary>
internal sealed class Checkpoint(string path, byte[] run)
{
    private static ReadOnlySpan<byte> Magic => "BCCKPT01"u8;

    /// <summary>Digest of everything that decides how a run goes: settings, seed, data, and the weights it starts from.</summary>
    public static byte[] Digest(FinetuneJob job, INetwork network)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var augment = job.Augment is { } a ? $"{a.CropPadding} {a.HorizontalFlip}" : "none";
        var pixels = job.Preprocess;
        var preprocess = $"{pixels.Scale:r} {string.Join(' ', pixels.Mean)} / {string.Join(' ', pixels.Std)} {pixels.Channels}";
        var rates = $"{job.StepSizeRate:r} {job.MaxGradientNorm:r} {job.Cosine.From:r} {job.Cosine.To:r}";
        var data = $"{job.Train.Count}x{job.Train.Shape}";
        sha.AppendData(Encoding.UTF8.GetBytes($"{job.Settings}|{preprocess}|{augment}|{job.Seed}|{rates}|{data}"));
        sha.AppendData(MemoryMarshal.AsBytes(job.Train.Labels));
        foreach (var (name, tensor) in network.State)
        {
            sha.AppendData(Encoding.UTF8.GetBytes($"|{name}:"));
            sha.AppendData(MemoryMarshal.AsBytes(TensorData.Read(tensor).AsSpan()));
        }

        return sha.GetHashAndReset();
    }

    /// <summary>Writes under a temporary name, then renames: the old checkpoint stays whole until the new one is.</summary>
    /// <exception cref="IOException">It cannot be written; what was begun is gone.</exception>
    public void Save(int step, RunningMean loss, RunningMean accuracy, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        var memory = new MemoryStream();
        var writer = new BinaryWriter(memory);
        writer.Write(Magic);
        writer.Write(run);
        writer.Write(step);
        foreach (var mean in new[] { loss, accuracy })
        {
            writer.Write(mean.Sum);
            writer.Write(mean.Weight);
        }

        foreach (var (name, tensor) in tensors)
        {
            var values = TensorData.Read(tensor);
            writer.Write(name);
            writer.Write(values.Length);
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        writer.Write(SHA256.HashData(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = path + ".partial";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                memory.WriteTo(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Restores this run's checkpoint into <paramref name="tensors"/>; false, with nothing changed, when there is none or it is another's or
    /// damaged.
    /// </summary>
    public bool TryLoad(IEnumerable<(string Name, Tensor Tensor)> tensors, out int step, out RunningMean loss, out RunningMean accuracy)
    {
        (step, loss, accuracy) = (0, default, default);
        if (!File.Exists(path))
            return false;
        var bytes = File.ReadAllBytes(path);
        var body = bytes.AsSpan(0, Math.Max(0, bytes.Length - SHA256.HashSizeInBytes));
        if (!SHA256.HashData(body).AsSpan().SequenceEqual(bytes.AsSpan(body.Length)) || !body.StartsWith(Magic)
            || !body[Magic.Length..].StartsWith(run))
        {
            return false;
        }

        var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length + run.Length, body.Length - Magic.Length - run.Length));
        step = reader.ReadInt32();
        loss = new RunningMean { Sum = reader.ReadDouble(), Weight = reader.ReadDouble() };
        accuracy = new RunningMean { Sum = reader.ReadDouble(), Weight = reader.ReadDouble() };
        foreach (var (name, tensor) in tensors)
        {
            if (reader.ReadString() != name)
                throw new InvalidOperationException($"The checkpoint of this very run lacks '{name}'.");
            var values = new float[reader.ReadInt32()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            TensorData.Write(tensor, values);
        }

        return true;
    }

    /// <summary>The run is over.</summary>
    public void Delete() => File.Delete(path);
}
