package dev.entrepot;

/// The program `entrepot`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("entrepot");
    }
}
