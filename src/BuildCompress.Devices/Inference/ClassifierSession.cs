using System.Runtime.InteropServices;
using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Devices.Inference;

/// <summary>
/// An image classifier in ONNX Runtime that takes batches of float images and gives their logits. Allocates nothing per run; one thread at
/// a time.
/// </summary>
public sealed class ClassifierSession : IDisposable
{
    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly float[] _input;
    private readonly float[] _logits;

    /// <summary>Tensors over the two buffers, one pair for each batch size met: the full one and perhaps the last, smaller one.</summary>
    private readonly Dictionary<int, (OrtValue[] Input, OrtValue[] Output)> _tensors = [];

    /// <param name="model">Bytes of the ONNX file.</param>
    /// <param name="maxBatch">Most images of one run; a model with a fixed batch sets it itself.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="DiagnosticException">
    /// <c>BCMP5001</c>: the runtime does not take the model; <c>BCMP5002</c>: it is no image classifier.
    /// </exception>
    public ClassifierSession(byte[] model, int maxBatch = 100, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        _options = RuntimeSession.Options(threads);
        _session = RuntimeSession.Open("model", model, _options);
        _inputNames = [.. _session.InputNames];
        _outputNames = [.. _session.OutputNames];
        var input = Only(_inputNames, _session.InputMetadata, "input");
        var output = Only(_outputNames, _session.OutputMetadata, "output");
        if (input.Dimensions is not [var batch, var channels and > 0, var height and > 0, var width and > 0])
        {
            throw NotAClassifier(
                $"The model's input has the shape [{string.Join(", ", input.Dimensions)}]; it must be [batch, channels, height, width], "
                + "and only the batch may be open.");
        }
        if (output.Dimensions is not [_, var classes and > 0])
        {
            throw NotAClassifier(
                $"The model's output has the shape [{string.Join(", ", output.Dimensions)}]; it must be [batch, classes].");
        }

        FixedBatch = batch > 0;
        MaxBatch = FixedBatch ? batch : maxBatch;
        if ((Int128)MaxBatch * channels * height * width > Array.MaxLength || (long)MaxBatch * classes > Array.MaxLength)
            throw NotAClassifier($"The model's input [{MaxBatch}, {channels}, {height}, {width}] or its {classes} classes are more than one buffer holds.");
        (Channels, Height, Width, Classes) = (channels, height, width, classes);
        _input = new float[MaxBatch * ImageLength];
        _logits = new float[MaxBatch * Classes];
    }

    /// <summary>Most images of one run.</summary>
    public int MaxBatch { get; }

    /// <summary>Whether the model runs batches of exactly <see cref="MaxBatch"/> only; smaller ones are filled up.</summary>
    public bool FixedBatch { get; }

    public int Channels { get; }

    /// <summary>Pixels.</summary>
    public int Height { get; }

    /// <summary>Pixels.</summary>
    public int Width { get; }

    /// <summary>Number of logits per image.</summary>
    public int Classes { get; }

    /// <summary>Floats of one image: channels * height * width.</summary>
    public int ImageLength => Channels * Height * Width;

    /// <summary>
    /// Logits <c>[batch, classes]</c> of preprocessed images <c>[batch, channels, height, width]</c>; valid until the next run.
    /// </summary>
    /// <exception cref="ArgumentException">The images are no whole number of images, or more than <see cref="MaxBatch"/>.</exception>
    /// <exception cref="DiagnosticException"><c>BCMP5001</c>: the runtime fails.</exception>
    public ReadOnlySpan<float> Run(ReadOnlySpan<float> images)
    {
        var (batch, rest) = Math.DivRem(images.Length, ImageLength);
        if (rest != 0 || batch < 1 || batch > MaxBatch)
            throw new ArgumentException($"{images.Length} floats are not 1 to {MaxBatch} images of {ImageLength}.", nameof(images));
        images.CopyTo(_input);
        var (input, output) = Tensors(FixedBatch ? MaxBatch : batch);
        try
        {
            _session.Run(_runOptions, _inputNames, input, _outputNames, output);
        }
        catch (OnnxRuntimeException error)
        {
            throw RuntimeSession.DoesNotRun("model", error);
        }
        return _logits.AsSpan(0, batch * Classes);
    }

    public void Dispose()
    {
        foreach (var (input, output) in _tensors.Values)
        {
            input[0].Dispose();
            output[0].Dispose();
        }
        _session.Dispose();
        _runOptions.Dispose();
        _options.Dispose();
    }

    private (OrtValue[] Input, OrtValue[] Output) Tensors(int batch)
    {
        ref var tensors = ref CollectionsMarshal.GetValueRefOrAddDefault(_tensors, batch, out var exists);
        if (!exists)
        {
            tensors = (
                [OrtValue.CreateTensorValueFromMemory(_input, [batch, Channels, Height, Width])],
                [OrtValue.CreateTensorValueFromMemory(_logits, [batch, Classes])]);
        }
        return tensors;
    }

    private static NodeMetadata Only(string[] names, IReadOnlyDictionary<string, NodeMetadata> metadata, string kind)
    {
        if (names.Length != 1)
            throw NotAClassifier($"The model has {names.Length} {kind}s; an image classifier has one.");
        return metadata.TryGetValue(names[0], out var tensor) && tensor.ElementDataType == TensorElementType.Float
            ? tensor
            : throw NotAClassifier($"The model's {kind} '{names[0]}' is no float tensor.");
    }

    private static DiagnosticException NotAClassifier(string message) => new(
        DiagnosticCatalog.NotAClassifier.Because(message, "Export a model with one image input and one vector of class scores."));
}
