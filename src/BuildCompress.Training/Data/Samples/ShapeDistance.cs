namespace BuildCompress.Training.Data.Samples;

/// <summary>Signed distance to a shape's outline, negative inside; shapes fill the unit circle roughly.</summary>
internal static class ShapeDistance
{
    public static float To(SampleShape shape, float x, float y) => shape switch
    {
        SampleShape.Disc => Length(x, y) - 0.85f,
        SampleShape.Ring => MathF.Abs(Length(x, y) - 0.7f) - 0.2f,
        SampleShape.Square => Box(x, y, 0.74f, 0.74f),
        SampleShape.Triangle => Polygon(x, y, 3, 0.48f),
        SampleShape.Plus => MathF.Min(Box(x, y, 0.95f, 0.28f), Box(x, y, 0.28f, 0.95f)),
        SampleShape.Star => Star(x, y),
        SampleShape.Crescent => MathF.Max(Length(x, y) - 0.9f, 0.72f - Length(x - 0.45f, y)),
        SampleShape.HalfDisc => MathF.Max(Length(x, y + 0.4f) - 0.95f, -0.4f - y),
        SampleShape.Bars => Box(x, MathF.Abs(y) - 0.52f, 0.85f, 0.22f),
        _ => MathF.Min(Box(x + 0.5f, y, 0.28f, 0.85f), Box(x, y - 0.57f, 0.78f, 0.28f)),
    };

    /// <summary>Distance to the segment from (x0, y0) to (x1, y1).</summary>
    public static float ToSegment(float x, float y, float x0, float y0, float x1, float y1)
    {
        float dx = x1 - x0, dy = y1 - y0;
        var along = Math.Clamp((((x - x0) * dx) + ((y - y0) * dy)) / ((dx * dx) + (dy * dy) + 1e-6f), 0, 1);
        return Length(x - x0 - (along * dx), y - y0 - (along * dy));
    }

    private static float Length(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    private static float Box(float x, float y, float halfWidth, float halfHeight) =>
        MathF.Max(MathF.Abs(x) - halfWidth, MathF.Abs(y) - halfHeight);

    /// <summary>A regular polygon with the given distance from its centre to its sides.</summary>
    private static float Polygon(float x, float y, int sides, float inner)
    {
        var sector = 2 * MathF.PI / sides;
        var angle = MathF.Atan2(x, y) + MathF.PI;
        var folded = angle - (sector * MathF.Round(angle / sector));
        return (Length(x, y) * MathF.Cos(folded)) - inner;
    }

    /// <summary>Five points: one straight edge, folded into every half sector.</summary>
    private static float Star(float x, float y)
    {
        const float Sector = 2 * MathF.PI / 5, Tip = 1f, Notch = 0.42f;
        var angle = MathF.Atan2(y, x);
        var folded = MathF.Abs(angle - (Sector * MathF.Round(angle / Sector)));
        var radius = Length(x, y);
        var (sin, cos) = MathF.SinCos(Sector / 2);

        // The edge runs from the tip (Tip, 0) to the notch at half a sector.
        float edgeX = (Notch * cos) - Tip, edgeY = Notch * sin;
        float px = (radius * MathF.Cos(folded)) - Tip, py = radius * MathF.Sin(folded);
        return ((edgeX * py) - (edgeY * px)) / -Length(edgeX, edgeY);
    }
}
