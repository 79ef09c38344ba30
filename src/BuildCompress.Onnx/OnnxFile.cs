using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Export;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx;

/// <summary>
/// ONNX files ↔ <see cref="Model"/>. What this library does not understand survives the round trip untouched; node order and names are
/// kept; the same model always gives the same bytes.
/// </summary>
public static class OnnxFile
{
    /// <summary>Reads a model and the external data it names. Tensors are slices of the file's bytes, not copies.</summary>
    /// <exception cref="DiagnosticException">The file is missing, corrupt or no consistent graph (BCMP2001–2005).</exception>
    public static Model Read(string path)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DiagnosticException(ModelDiagnostics.Unreadable(path, problem.Message), problem);
        }

        var external = new ExternalDataFolder(Path.GetDirectoryName(Path.GetFullPath(path)));
        return Parse(file, path, external) with { ExternalFiles = external.Files };
    }

    /// <summary>Reads a model from memory, which must not change afterwards. Its tensors cannot lie in other files.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DiagnosticException">As for <see cref="Read"/>.</exception>
    public static Model Parse(ReadOnlyMemory<byte> file, string name = "model.onnx") => Parse(file, name, new ExternalDataFolder(null));

    /// <summary>Writes the model as one file; external data becomes inline. <paramref name="stream"/> needs no seeking.</summary>
    public static void Write(Model model, Stream stream) => ModelWriter.Write(model).CopyTo(stream);

    /// <summary>Writes the model as one file over whatever is at <paramref name="path"/>.</summary>
    public static void Write(Model model, string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Write(model, stream);
    }

    /// <summary>Writes the model with its large initializers in a second file in the same folder.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="dataFile">Name of the data file, without a folder.</param>
    /// <param name="minBytes">Initializers of fewer bytes stay in the model.</param>
    public static void WriteWithExternalData(Model model, string path, string dataFile, int minBytes = 1024)
    {
        if (Path.GetFileName(dataFile) != dataFile || dataFile.Length == 0)
            throw new ArgumentException($"'{dataFile}' must be a file name without a folder.", nameof(dataFile));
        ProtoWriter message;
        using (var data = File.Create(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, dataFile)))
            message = ModelWriter.Write(model, new ExternalDataSink(data, dataFile, minBytes));
        using var stream = File.Create(path);
        message.CopyTo(stream);
    }

    /// <summary>The bytes that <see cref="Write(Model, Stream)"/> writes.</summary>
    public static byte[] ToBytes(Model model)
    {
        var message = ModelWriter.Write(model);
        var bytes = new byte[message.Length];
        using var stream = new MemoryStream(bytes);
        message.CopyTo(stream);
        return bytes;
    }

    /// <summary>Length of the file that <see cref="Write(Model, Stream)"/> writes, without writing it.</summary>
    public static Core.Units.Bytes SizeOf(Model model) => new(ModelWriter.Write(model).Length);

    private static Model Parse(ReadOnlyMemory<byte> file, string name, ExternalDataFolder external)
    {
        try
        {
            return ModelReader.Read(file, external);
        }
        catch (MalformedModelException problem)
        {
            throw new DiagnosticException(ModelDiagnostics.Malformed(name, problem), problem);
        }
    }
}
